"""The pages of a change of the tree, from the list to the day, by a person with the permission and by one without."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from linli.domains.consultation.records import SESSION
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import ChangeSet, Division
from linli.kernel.exchange import writes
from linli.portal.divisions import actions
from tests.cast import NOW, TODAY, give_role, permissions

VALUES = {"code": "XS-1", "topic": "充电棚", "category": "facilities", "held_on": TODAY, "participants_count": 12}
HEAD = "code,name,level,parent_code,urban_rural,source_year,village_kind"


@pytest.fixture
def next_year(tree):
    """The cast's list a year later: one village under another code, one of another name, one gone."""
    rows = [HEAD]
    for place in tree.values():
        code = place.short_code.replace("410902001001", "410902001077")
        name = "芦占社区" if code == "410902001002" else place.name
        if place.level != "nation" and code != "410922100202":
            parent = place.parent.short_code if place.parent_id else ""
            rows.append(f"{code},{name},{place.level},{parent},,2022,")
    return SimpleUploadedFile("2022.csv", "\n".join([rows[0], *sorted(rows[1:])]).encode())


@pytest.fixture
def changer(hire):
    """Somebody who may change the tree, and see every register, in one place."""

    def make(code="410900000000"):
        with scope.everything("a test gives a role"):
            give_role("changer", {*permissions(), "divisions.change"}, "区划经办")
        return hire(f"quhua{code}", "区划安", "changer", "科员", code)

    return make


@pytest.fixture
def signed_in(client, next_year):
    def enter(post):
        with transaction.atomic(), scope.entered(scope.NOTHING):
            client.force_login(post.user)
        return client

    return enter


def steps(browser, pk, *named):
    for step, data in named:
        answer = browser.post(reverse("portal:division_advance", args=[pk, step]), data, follow=True)
    return answer


def test_change_goes_from_list_to_day(signed_in, changer, next_year):
    browser = signed_in(changer())

    shown = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True)
    made = shown.context["made"]
    assert shown.context["open_count"] == 2
    for card in shown.context["cards"]:
        url = reverse("portal:division_decide", args=[made.pk, card.change.pk])
        browser.post(url, {"verdict": "accepted", "page": "1"})
    shown = steps(browser, made.pk, ("confirm", {"on": "2021-07-01"}), ("apply", {}))

    assert shown.context["is_applied"], [str(each) for each in shown.context["messages"]]
    with scope.everything("look"):
        assert Division.objects.get(code=410902001077000).name == "京东社区"
        assert not Division.objects.filter(code__in=[410902001001000, 410922100202000]).exists()


def test_what_is_not_decided_is_said_and_nothing_moves(signed_in, changer, next_year):
    browser = signed_in(changer())
    made = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]

    shown = steps(browser, made.pk, ("confirm", {"on": "2021-07-01"}))

    assert [str(each) for each in shown.context["messages"]] == ["还有2项没有确认。"]
    assert shown.context["is_draft"]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"code,name\n1,2", "缺少列：level、parent_code"),
        (f"{HEAD}\n41,河南省,province,,,,".encode(), "第2行有误：code 列的“41”不是12位数字"),
        (
            f"{HEAD}\n130000000000,河北省,province,,,,\n130100000000,石家庄市,city,130000000000,,,\n"
            "130200000000,唐山市,city,130000000000,,,".encode(),
            "现行区划里没有130000000000",
        ),
    ],
)
def test_bad_list_is_refused_beside_the_field(content, said, signed_in, changer):
    file = SimpleUploadedFile("bad.csv", content)

    shown = signed_in(changer()).post(reverse("portal:division_changes"), {"file": file})

    assert shown.status_code == 422
    assert said in shown.context["form"].errors["file"][0]


def test_who_lacks_the_permission_is_refused(signed_in, street_worker):
    assert signed_in(street_worker).get(reverse("portal:division_changes")).status_code == 403


def test_set_of_another_place_is_as_good_as_none(signed_in, changer, next_year):
    made = (
        signed_in(changer()).post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]
    )
    county = changer("410902000000")
    browser = signed_in(county)

    assert browser.get(reverse("portal:division_change", args=[made.pk])).status_code == 404
    assert browser.get(reverse("portal:division_changes")).context["sets"] == []
    assert browser.post(reverse("portal:division_advance", args=[made.pk, "discard"])).status_code == 404


def test_list_beyond_the_scope_is_refused_and_not_kept(signed_in, changer, next_year):
    county = changer("410902000000")

    shown = signed_in(county).post(reverse("portal:division_changes"), {"file": next_year})

    assert "不在您岗位的管辖范围内" in shown.context["form"].errors["file"][0]
    with scope.everything("look"):
        assert not ChangeSet.objects.exists()


def test_old_address_and_map_of_then_still_open(signed_in, changer, next_year):
    browser = signed_in(changer())
    made = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]
    steps(browser, made.pk, ("accept", {}), ("confirm", {"on": "2021-07-01"}), ("apply", {}))

    now = browser.get(reverse("portal:place", args=["410902001001"]))
    then = browser.get(reverse("portal:board"), {"place": "410902001000", "at": "2021-06-30", "map": "then"})

    assert now.context["view"].division.short_code == "410902001077"
    assert [each["division"].short_code for each in then.context["children"]] == ["410902001001", "410902001002"]
    assert then.context["view"].has_changed


def test_confirmed_change_is_applied_by_the_house_when_its_day_has_come(signed_in, changer, next_year):
    browser = signed_in(changer())
    made = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]
    steps(browser, made.pk, ("accept", {}), ("confirm", {"on": "2021-07-20"}))

    assert actions.apply_due(datetime(2021, 7, 19, 2, tzinfo=UTC)) == []
    assert actions.apply_due(datetime(2021, 7, 20, 2, tzinfo=UTC)) == [made]
    assert actions.apply_due(datetime(2021, 7, 21, 2, tzinfo=UTC)) == []


def test_history_of_a_record_follows_it_to_its_new_code(signed_in, changer, next_year, tree, as_post):
    village = changer("410902001001")
    with as_post(village):
        record = writes.create(SESSION, {**VALUES, "division": tree["410902001001"]}, by=village, at=NOW)
    browser = signed_in(changer())
    made = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]
    steps(browser, made.pk, ("accept", {}), ("confirm", {"on": "2021-07-01"}), ("apply", {}))

    shown = signed_in(village).get(SESSION.url("history", pk=record.pk))

    assert [deed.verb for deed in shown.context["entries"]] == ["区划变更", "登记"]
    change = shown.context["entries"][0].changes[0]
    assert (change.before, change.after) == (
        "河南省濮阳市华龙区中原路街道京东社区（410902001001）",
        "河南省濮阳市华龙区中原路街道京东社区（410902001077）",
    )
