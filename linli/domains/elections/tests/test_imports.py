"""A workbook of voters: each row judged as at the counter, doubles found over the whole city."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from linli.domains.elections import actions
from linli.domains.elections.enums import Kind, State
from linli.domains.elections.models import Voter
from linli.domains.elections.records import VOTER
from linli.domains.elections.tests.conftest import COMMUNITY, OTHER, VILLAGE, before, on
from linli.kernel.divisions import scope
from linli.kernel.exchange import imports
from linli.kernel.exchange.taking import HasFaults, Overtaken
from tests.factories import make

ONE, TWO, THREE = "410922188801010019", "410922188801010027", "410922188801010035"
LIVES, HOME, JOINED = "户籍在本村并在本村居住", "户籍在本社区", "户籍不在本村，居住或从事村务工作一年以上"
HEADERS = (
    "区划代码",
    "届次",
    "姓名",
    "证件号码",
    "出生日期",
    "登记类型",
    "户编号",
    "居住或工作开始日期",
    "本人申请日期",
)
AT = on(before(30))


def book(*rows):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(
            [str(cell) if isinstance(cell, date) else cell for cell in (*row, *[None] * (len(HEADERS) - len(row)))]
        )
    data = BytesIO()
    workbook.save(data)
    return data.getvalue()


def row(name, number, code=VILLAGE, kind=LIVES, born_on=date(1888, 1, 1), home="H1", **values):
    return (code, "2026-2027", name, number, born_on, kind, home, *values.values())


def checked(by, *rows):
    return imports.dry_run(VOTER, book(*rows), "选民.xlsx", by=by, at=AT)


def faults(upload):
    return [(fault.row, f"{fault.message}{fault.remedy}") for fault in upload.faults.all()]


def test_a_list_is_taken_in_and_numbered_after_those_who_are_on_it(way, city_clerk):
    election = way.registering()
    way.register(election, "早登记")

    upload = checked(city_clerk, row("甘一", ONE), row("甘二", TWO), row("甘三", None))
    assert faults(upload) == []
    assert imports.confirm(upload, by=city_clerk, at=AT) == 3

    found = Voter.objects.filter(election=election).order_by("number")
    assert [(each.number, each.name) for each in found] == [(1, "早登记"), (2, "甘一"), (3, "甘二"), (4, "甘三")]
    voter = found[1]
    assert (voter.body, voter.registered_on, voter.round) == (Kind.VILLAGERS, before(30), "2026-2027")
    assert voter.id_number.plain == ONE
    assert election.state == State.REGISTRATION


def test_the_law_of_the_day_judges_each_row(way, city_clerk):
    way.registering()
    upload = checked(
        city_clerk,
        row("未成年", None, born_on=date(2008, 12, 21)),
        row("成年", None, born_on=date(2008, 12, 20)),
        row("外来", None, kind=JOINED, since=date(2026, 1, 1), applied_on=before(40)),
        row("错类", None, kind=HOME),
        row("无生日", None, born_on=None),
    )

    told = dict(faults(upload))
    assert set(told) == {2, 4, 5, 6}
    assert "不满18周岁（依据《村民委员会组织法》第十六条）" in told[2]
    assert "第十六条" in told[4]
    assert "登记类型" in told[5]


def test_doubles_in_the_file_and_on_the_list_are_faults(way, city_clerk):
    election = way.registering()
    way.register(election, "旧名", id_number=ONE)

    upload = checked(city_clerk, row("新名", ONE), row("甘二", TWO), row("甘三", TWO), row("甘二", None))

    told = dict(faults(upload))
    assert set(told) == {2, 4, 5}
    assert "与第3行的证件号码相同" in told[4]
    assert "已在选民名单上（1号）" in told[2]
    with pytest.raises(HasFaults):
        imports.confirm(upload, by=city_clerk, at=AT)


def test_another_village_is_told_by_township_and_not_by_name(way, city_clerk):
    elsewhere = way.registering(OTHER)
    way.register(elsewhere, "暗名", id_number=ONE)
    way.registering()

    with scope.entered(way.posts.worker.scope):
        assert not Voter.objects.exists()
    upload = checked(city_clerk, row("甘一", ONE), row("甘二", TWO))

    [(number, words)] = faults(upload)
    assert number == 2
    assert "清丰县城关镇的别的村" in words
    assert "《村民委员会组织法》第十六条" in words
    assert "南关" not in words
    assert "暗名" not in words


def test_two_villages_of_one_file_are_refused_and_a_community_is_noted(way, city_clerk):
    way.registering()
    way.registering(OTHER)
    way.registering(COMMUNITY, Kind.RESIDENTS)

    upload = checked(
        city_clerk,
        row("甘一", ONE),
        row("甘一", ONE, OTHER),
        row("甘二", TWO),
        row("甘二", TWO, COMMUNITY, HOME),
    )

    [(number, words)] = faults(upload)
    assert (number, "第2行把同一个人登记在另一个村" in words) == (3, True)
    assert "由选举委员会核实" in "".join(upload.report["notices"])


def test_one_look_for_each_election_however_many_rows(way, city_clerk, django_assert_max_num_queries):
    way.registering()
    rows = [row(f"甘{number:04d}", f"4109221888010{number:05d}") for number in range(400)]

    with django_assert_max_num_queries(80):
        upload = checked(city_clerk, *rows)

    assert (faults(upload), upload.report["create_count"]) == ([], 400)


def test_a_posted_list_and_an_unknown_round_are_refused(way, city_clerk):
    election = way.registering()
    way.register(election, "早登记")
    upload = checked(city_clerk, row("甘一", ONE))
    actions.post_list(election, posted_on=before(20), by=way.who, at=on(before(20)))

    with pytest.raises(Overtaken):
        imports.confirm(upload, by=city_clerk, at=AT)
    [(_row, words)] = faults(checked(city_clerk, row("甘一", ONE)))
    assert "只能在“选民登记”时导入" in words
    [(_row, words)] = faults(checked(city_clerk, row("甘一", ONE, OTHER)))
    assert "没有登记“2026-2027”届" in words


def test_a_struck_voter_does_not_come_back_by_a_workbook(way, city_clerk):
    election = way.registering()
    voter = way.register(election, "甘一", household="H9")
    actions.strike_voter(voter, reason="迁出", by=way.who, at=on(before(30)))

    [(_row, words)] = faults(checked(city_clerk, row("甘一", None)))
    assert "除名" in words


def test_nobody_is_entered_or_corrected_in_the_register(way, sign_in, city_clerk):
    voter = make(Voter, way.tree[VILLAGE])
    client = sign_in(city_clerk)

    assert client.get("/elections/voter/new/").status_code == 302
    assert client.post(f"/elections/voter/{voter.pk}/edit/", {"version": 1}).status_code == 302
    assert sign_in(way.posts.one).get("/elections/voter/").status_code == 403
