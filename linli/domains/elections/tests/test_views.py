from datetime import date

import pytest
from django.urls import reverse

from linli.domains.elections import actions
from linli.domains.elections.enums import Kind, Mode
from linli.domains.elections.models import Election, Voter
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, OTHER, before, on
from linli.domains.residents.models import Resident
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from tests.factories import make


def do(election, deed):
    return reverse("elections:election_do", args=[election.pk, deed])


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_of_the_register_alone(way, sign_in):
    shown = page(sign_in(way.posts.worker), way.due().get_absolute_url())

    assert "制定选举方案" in shown
    assert "日程" not in shown


def test_the_page_tells_the_calendar_with_articles_and_what_may_be_done(way, sign_in):
    election = way.counting()

    shown = page(sign_in(way.posts.worker), election.get_absolute_url())

    assert "2026-11-30" in shown
    assert "《村民委员会组织法》第十七条" in shown
    assert "已录入0次" in shown
    assert do(election, "declare") not in shown
    assert do(election, "declare") in page(sign_in(way.posts.township), election.get_absolute_url())
    assert "录入中心会场" in page(sign_in(way.posts.one), election.get_absolute_url())


def test_the_page_of_a_finished_election_tells_who_was_elected_and_what_was_refused(way, sign_in):
    election = way.declared()
    client = sign_in(way.posts.township)
    client.post(do(election, "annul"), {"reason": ""})

    shown = page(client, election.get_absolute_url())

    assert "12票，任期至2031-12-20" in shown
    assert "有权投票20" in shown


@pytest.mark.parametrize("deed", ["plan", "choose_committee"])
def test_a_planned_election_offers_its_forms(way, sign_in, deed):
    election = way.planned()

    assert "csrfmiddlewaretoken" in page(sign_in(way.posts.worker), do(election, deed))


def test_every_deed_has_a_page_that_asks_for_what_it_needs(way, sign_in):
    from linli.domains.elections.views.deeds import DEEDS

    election = way.declared()

    for deed in DEEDS:
        page(sign_in(way.posts.township), do(election, deed))
    assert sign_in(way.posts.township).get(do(election, "unheard")).status_code == 404


def test_planning_on_the_page(way, sign_in):
    election = way.due()
    given = {
        "mode": "all",
        "election_on": "2027-01-31",
        "head_count": "1",
        "deputy_count": "0",
        "member_count": "2",
        "women_count": "1",
        "is_merged": "on",
    }

    answer = sign_in(way.posts.worker).post(do(election, "plan"), given)

    assert answer.url == election.get_absolute_url()
    assert Election.objects.get(pk=election.pk).election_on == date(2027, 1, 31)


def test_a_refusal_stands_beside_what_was_typed_and_the_attempt_stays(way, sign_in):
    election = way.due()
    given = {
        "mode": "households",
        "election_on": "2027-01-31",
        "head_count": "1",
        "deputy_count": "0",
        "member_count": "2",
    }

    answer = sign_in(way.posts.worker).post(do(election, "plan"), {**given, "women_count": "1"})

    assert answer.status_code == 422
    assert "《村民委员会组织法》第十四条" in answer.content.decode()
    assert log.history(election).filter(verb="plan.refused").count() == 1


def test_the_election_committee_is_typed_one_a_line(way, sign_in):
    election = way.planned()
    lines = "甘某|120|主任\n丰某｜98\n路某|60|候补"

    answer = sign_in(way.posts.worker).post(
        do(election, "choose_committee"), {"joined_on": "2026-11-01", "members": lines}
    )

    assert answer.status_code == 302
    assert [(each.name, each.is_head, each.is_reserve) for each in election.committee.all()] == [
        ("甘某", True, False),
        ("丰某", False, False),
        ("路某", False, True),
    ]
    wrong = sign_in(way.posts.worker).post(
        do(election, "choose_committee"), {"joined_on": "2026-11-01", "members": "甘某"}
    )
    assert "读不懂" in wrong.content.decode()


def test_voters_are_taken_from_the_residents_files(way, sign_in):
    election = way.registering()
    place = election.division
    for number, born_on in enumerate((date(1888, 1, 1), date(1889, 2, 3), date(2010, 1, 1), None)):
        make(Resident, place, name=f"居{number}", born_on=born_on, sex="2", id_number=f"41092218880101{number:04d}")
    make(Resident, place, name="别处", born_on=date(1888, 1, 1), is_separated=True)

    answer = sign_in(way.posts.worker).post(do(election, "register_residents"), follow=True)

    assert "已登记2人" in answer.content.decode()
    voters = Voter.objects.filter(election=election)
    assert [(each.number, each.name, each.id_number.plain) for each in voters] == [
        (1, "居0", "410922188801010000"),
        (2, "居1", "410922188801010001"),
    ]
    again = sign_in(way.posts.worker).post(do(election, "register_residents"), follow=True)
    assert "已登记0人；已在名单上2人" in again.content.decode()


def test_one_voter_is_registered_on_the_page(way, sign_in):
    election = way.registering()

    answer = sign_in(way.posts.worker).post(
        do(election, "register_voter"), {"name": "甘某", "kind": "lives", "born_on": "1888-01-01", "sex": "1"}
    )

    assert answer.status_code == 302
    shown = page(sign_in(way.posts.worker), reverse("elections:voters", args=[election.pk]) + "?q=甘")
    assert "甘某" in shown


def test_households_send_one_voter_each(way, sign_in):
    election = way.registering(COMMUNITY, Kind.RESIDENTS, mode=Mode.HOUSEHOLDS)
    for number in range(4):
        way.register(election, f"甘{number}", household=f"H{number // 2}")
    client = sign_in(way.posts.community)

    both = client.post(do(election, "set_parts"), {"is_representative": "no", "numbers": "1-4"})
    assert "每户只派一名代表" in both.content.decode()
    assert client.post(do(election, "set_parts"), {"is_representative": "no", "numbers": "1，3"}).status_code == 302
    assert Voter.objects.filter(election=election, speaks_for_household=True).count() == 2
    unknown = client.post(do(election, "set_parts"), {"is_representative": "yes", "numbers": "9"})
    assert "名单上没有这些选民编号：9" in unknown.content.decode()


def test_the_list_of_voters_is_not_for_everybody(way, sign_in):
    election = way.listed()

    assert sign_in(way.posts.one).get(reverse("elections:voters", args=[election.pk])).status_code == 403
    assert sign_in(way.posts.neighbour).get(election.get_absolute_url()).status_code == 404


def test_a_form_is_typed_on_its_page(way, sign_in):
    election = way.counting()
    station = election.stations.get()
    address = reverse("elections:result_entry", args=[election.pk, station.pk])
    given = {"printed": 20, "issued": 20, "spare": 0, "returned": 18, "unreturned": 2, "valid": 18, "void": 0}
    votes = {f"votes_{each.pk}": count for each, count in way.usual_votes().items()}

    assert sign_in(way.posts.one).post(address, {**given, **votes}).status_code == 302
    assert sign_in(way.posts.two).post(address, {**given, **votes}).status_code == 302
    assert "两次录入一致" in page(sign_in(way.posts.township), election.get_absolute_url())
    wrong = sign_in(way.posts.three).post(address, {**given, **votes, "valid": 17})
    assert wrong.status_code == 422


@pytest.mark.parametrize("code", ["calendar", "committee", "list", "candidates", "result"])
def test_papers_are_drafted_from_the_records(way, sign_in, code):
    election = way.declared()
    address = reverse("elections:paper", args=[election.pk, code, "docx"])

    answer = sign_in(way.posts.township).get(address)

    assert answer.content[:2] == b"PK"


def test_a_paper_that_is_too_early_is_told(way, sign_in):
    election = way.planned()
    client = sign_in(way.posts.worker)

    answer = client.get(reverse("elections:paper", args=[election.pk, "result", "docx"]), follow=True)

    assert "选举结果还没有公布" in answer.content.decode()
    assert client.get(reverse("elections:paper", args=[election.pk, "unheard", "docx"])).status_code == 404


def test_boards_of_progress_and_structure(way, sign_in):
    way.declared()
    way.due(COMMUNITY, Kind.RESIDENTS)
    client = sign_in(way.posts.township)

    shown = page(client, reverse("elections:progress"))
    below = page(client, reverse("elections:progress") + "?division=410922000000&round=2026-2027")
    of = page(client, reverse("elections:structure"))

    assert "50.0%" in shown
    assert "state=result" in shown
    assert "state=planned,committee" not in shown, "there are none of them to be opened"
    assert "清丰县" in shown
    assert "100.0%" in below
    assert "职数选齐" in of
    assert "不计算" in of


def test_a_number_of_the_board_opens_the_elections_it_counts(way, sign_in):
    way.declared()
    way.due(COMMUNITY, Kind.RESIDENTS)
    client = sign_in(way.posts.township)

    def listed(states):
        return page(client, reverse("elections:election_list") + f"?state={states}")

    assert "共 <b>1</b> 条" in listed("result")
    assert "共 <b>2</b> 条" in listed("registered,result")
    assert "：已登记、结果已公布" in listed("registered,result")
    assert "已忽略" in listed("registered,nothing")


def test_the_objection_after_the_fifth_day_is_refused_on_the_page(way, sign_in):
    election = way.listed()
    given = {"raised_by_name": "丰某", "text": "名单漏了我", "raised_on": before(14).isoformat()}

    answer = sign_in(way.posts.worker).post(do(election, "raise_objection"), given)

    assert "逾期的不予受理" in answer.content.decode()


def test_whoever_is_on_two_lists_is_shown_to_the_supervisors(way, sign_in):
    number = "410922188001010026"
    way.register(way.registering(OTHER), "甘重复", id_number=number)
    way.register(way.registering(COMMUNITY, Kind.RESIDENTS), "甘重复", id_number=number)
    address = reverse("elections:doubles")

    shown = page(sign_in(way.posts.township), address)

    assert "甘重复" in shown
    assert "由选举委员会核实" in shown
    assert sign_in(way.posts.worker).get(address).status_code == 403


def test_the_history_tells_deeds_and_refusals_in_words(way, sign_in):
    with pytest.raises(Unlawful):
        way.listed(posted=19)
    [election] = Election.objects.all()

    shown = page(sign_in(way.posts.worker), reverse("elections:election_history", args=[election.pk]))

    assert "公布选民名单（被拒绝）" in shown


def test_nobody_is_added_to_a_posted_list_without_a_decided_objection(way):
    election = way.listed()
    with pytest.raises(Refused, match="依据异议的处理决定补登"):
        way.register(election, "补登")
    objection = actions.raise_objection(
        election, raised_by_name="补登", text="漏登", raised_on=before(18), by=way.who, at=on(before(18))
    )
    actions.decide_objection(objection, decision="同意补登", decided_on=before(17), by=way.who, at=on(before(17)))

    assert way.register(election, "补登").number == 21


def test_people_are_named_by_their_number_on_the_list(way, sign_in):
    election = way.nominating()
    client = sign_in(way.posts.worker)
    given = {"voter": "2", "office": "member", "sex": "1", "nominator": "party", "supporters_count": "0"}

    assert client.post(do(election, "nominate"), {**given, "nominated_on": "2026-12-10"}).status_code == 302
    unknown = client.post(do(election, "nominate"), {**given, "voter": "99", "nominated_on": "2026-12-10"})
    assert "选民名单上没有99号" in unknown.content.decode()
    kin = client.post(do(election, "declare_kin"), {"one": "2", "relation": "spouse", "other": "3", "member": ""})
    assert kin.status_code == 302
    proxy = client.post(do(election, "give_proxy"), {"principal": "3", "agent": "2", "written_on": "2026-12-10"})
    assert "候选人不得接受委托投票" in proxy.content.decode()


@pytest.mark.parametrize(("numbers", "words"), [("x", "读不懂"), ("1-99999", "编号太多")])
def test_numbers_that_cannot_be_read_are_told(way, sign_in, numbers, words):
    election = way.registering()

    answer = sign_in(way.posts.worker).post(do(election, "set_parts"), {"is_representative": "no", "numbers": numbers})

    assert words in answer.content.decode()


def test_forms_that_differ_in_their_papers_say_in_which(way):
    election = way.counting()
    votes = way.usual_votes()
    way.enter(election, votes, 18, by="one")
    way.enter(election, votes, 18, by="two", valid=17, void=1)

    with pytest.raises(Unlawful, match="有效票、废票"):
        actions.agree(election, by=way.posts.township, at=on(DAY))


def test_those_who_count_and_a_vote_without_candidates_are_shown(way, sign_in):
    agreed = {"has_candidates": False, "open_ballot_agreed_on": before(65), "open_ballot_filed_on": before(62)}
    election = way.listed(**agreed)
    client = sign_in(way.posts.worker)
    given = {"role": "counter", "voter": "", "name": "计某", "approved_on": DAY.isoformat()}

    assert client.post(do(election, "add_teller"), given).url == election.get_absolute_url()

    shown = page(client, election.get_absolute_url())
    for words in ("不确定候选人", "计票工作人员", "计票人计某", do(election, "open_poll")):
        assert words in shown
    assert do(election, "open_nomination") not in shown
    assert "公告候选人名单" not in shown


def test_a_plan_without_candidates_is_made_on_the_page(way, sign_in):
    election = way.due()
    given = {
        "mode": "all",
        "election_on": "2027-01-31",
        "head_count": "1",
        "deputy_count": "0",
        "member_count": "2",
        "women_count": "1",
        "is_merged": "on",
        "has_candidates": "no",
        "open_ballot_agreed_on": "2026-12-01",
    }
    client = sign_in(way.posts.worker)

    assert "第二十九条" in client.post(do(election, "plan"), given).content.decode()
    given["open_ballot_filed_on"] = "2026-12-02"
    assert client.post(do(election, "plan"), given).url == election.get_absolute_url()
    election.refresh_from_db()
    assert (election.has_candidates, election.counts_void) == (False, True)


def test_the_list_is_imported_from_the_page_while_registration_is_open(way, sign_in, city_clerk):
    election = way.registering()
    client = sign_in(city_clerk)

    assert "/elections/voter/import/" in page(client, election.get_absolute_url())
    assert "从工作簿" not in page(sign_in(way.posts.township), election.get_absolute_url())
    assert page(client, "/elections/voter/import/")
