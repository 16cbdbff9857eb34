"""Notices, files and what is asked about an election beside its way."""

import json
import runpy
from datetime import date

import pytest
from django.urls import reverse

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import Kind, Mode, Office
from linli.domains.elections.management.commands.elections import SCRIPT
from linli.domains.elections.models import Member, Voter
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, VILLAGE, before, on
from linli.kernel.workflow.queries import list_units_for

LATER = on(date(2027, 3, 1))
IN_COMMUNITY = (COMMUNITY, Kind.RESIDENTS)


def voters(election):
    return list(Voter.objects.filter(election=election).order_by("number"))


def test_a_notice_of_representatives_and_of_proxies(way):
    election = way.listed(*IN_COMMUNITY, mode=Mode.HOUSEHOLDS)
    principal, agent = voters(election)[:2]
    actions.give_proxy(election, principal=principal, agent=agent, written_on=before(18), by=way.who, at=on(before(18)))

    def words(code):
        letter = queries.draft(election, code, on=DAY)
        return "".join(run.text for paragraph in letter.body for run in paragraph.runs)

    assert "户代表名单（20人）" in words("list")
    assert "逾期不予受理" in words("list")
    assert f"委托人：{principal}" in words("proxies")


@pytest.mark.parametrize("code", ["calendar", "committee", "list", "candidates", "proxies", "result"])
def test_notices_that_are_too_early_say_what_is_missing(way, code):
    with pytest.raises(queries.NotYet):
        queries.draft(way.due(), code, on=DAY)


def test_a_notice_is_signed_by_the_village_and_not_by_its_committee(way):
    village, community = queries.draft(way.planned(), "calendar", on=DAY), way.planned(*IN_COMMUNITY)

    assert village.signature.endswith("村村民选举委员会")
    assert "委会村民" not in village.signature
    assert queries.draft(community, "calendar", on=DAY).signature.endswith("社区居民选举委员会")


def test_a_place_without_anybody_in_charge_owes_nothing(way, tree):
    assert list(list_units_for("elections.unheard", tree[VILLAGE])) == []


def test_nobody_is_looked_for_without_a_number(way):
    assert queries.registered_elsewhere([b""], way.due()) == []


def test_voters_are_found_by_number_name_and_document(way):
    election = way.registering()
    way.register(election, "甘一", id_number="410922188001010026")
    way.register(election, "丰二")

    def found(word):
        return [voter.name for voter in queries.find_voters(election, word)]

    assert found("2") == ["丰二"]
    assert found("甘") == ["甘一"]
    assert found("410922188001010026") == ["甘一"]
    assert found("") == ["甘一", "丰二"]


def test_records_name_themselves(way):
    election = way.declared()
    seal = actions.seal_ballots(
        election, sealed_on=DAY, keeper="镇", packets_count=1, by=way.posts.township, at=on(DAY)
    )
    complaint = actions.complain(election, text="x", received_on=DAY, by=way.posts.township, at=on(DAY))
    ballot = queries.current_ballot(election)
    member = Member.objects.filter(election=election, office=Office.HEAD).get()

    assert str(seal) == "西关村 2026-2027 2029-12-20"
    assert str(complaint) == "西关村 2026-2027 2026-12-20"
    assert str(ballot) == "西关村 2026-2027 第1次投票"
    assert str(member) == f"主任{member.name}"
    assert str(ballot.entries.first()) == "西关村 2026-2027 第1次投票 中心会场"
    assert "12" in {str(each).rsplit(" ", 1)[1] for each in ballot.tallies.all()}
    assert repr(voters(election)[0]).startswith("<Voter ")


def test_the_public_script_as_a_program(way, tmp_path, capsys):
    program = runpy.run_path(str(SCRIPT))["main"]
    target = tmp_path / "tallies.json"
    target.write_text(json.dumps(queries.public_file([way.declared()])))

    assert program([str(target)]) == 0
    assert "与公布一致" in capsys.readouterr().out
    altered = target.read_text().replace('"returned": 18', '"returned": 9')
    target.write_text(altered)
    assert program([str(target)]) == 1
    assert "投票无效" in capsys.readouterr().out
    assert program([]) == 2


def test_the_tallies_are_a_file_on_the_page(way, sign_in):
    election = way.declared()

    answer = sign_in(way.posts.township).get(reverse("elections:tallies_file", args=[election.pk]))

    assert json.loads(answer.content)["elections"][0]["code"] == VILLAGE
    assert "attachment" in answer["Content-Disposition"]
