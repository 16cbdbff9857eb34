"""Who counts is no candidate and no near relative of one: refused, or out again as soon as it is known."""

import pytest

from linli.domains.elections import actions
from linli.domains.elections.enums import Office, Relation, TellerRole
from linli.domains.elections.models import CommitteeMember, Kinship, Teller, Voter
from linli.domains.elections.rules import tellers
from linli.domains.elections.tests.conftest import DAY, before, on
from linli.domains.elections.tests.laws import R26, V18, V26, said
from linli.domains.elections.tests.test_refusals import refused
from linli.kernel.audit.deeds import Refused, Unlawful

C, W, CALLER = TellerRole.COUNTER, TellerRole.WATCHER, TellerRole.CALLER


@pytest.mark.parametrize("relation", [Relation.SPOUSE, Relation.PARENT, Relation.SIBLING])
@pytest.mark.parametrize("law", [V18, V26])
@pytest.mark.parametrize("role", [C, W])
def test_near_relatives_of_candidates_neither_count_nor_watch(law, role, relation):
    [fault] = tellers.teller_faults(law, role, is_candidate=False, kin=[("甘某", relation)])

    assert fault.is_error
    assert "甘某" in str(fault)
    assert "《河南省实施〈村民委员会组织法〉办法》第三十二条" in str(fault)


def test_grandparents_and_communities_are_not_named():
    assert tellers.teller_faults(V26, C, is_candidate=False, kin=[("甘某", Relation.GRANDPARENT)]) == []
    assert tellers.teller_faults(R26, C, is_candidate=True, kin=[("甘某", Relation.SPOUSE)]) == []


def test_of_those_who_call_it_is_only_told():
    [fault] = tellers.teller_faults(V26, CALLER, is_candidate=False, kin=[("甘某", Relation.SPOUSE)])

    assert not fault.is_error


@pytest.mark.parametrize(
    ("roles", "missing"), [((), "计票人、监票人"), ((C,), "监票人"), ((C, W), ""), ((CALLER, W), "计票人")]
)
def test_a_count_needs_both(roles, missing):
    words = said(tellers.tellers_faults(V26, roles))

    assert (f"还没有通过{missing}（" in words) is bool(missing)
    assert tellers.tellers_faults(R26, roles) == []


def kin(way, election, one, **other):
    return actions.declare_kin(election, one=one, relation=Relation.SPOUSE, by=way.who, at=on(before(1)), **other)


def tell(way, election, role=C, **values):
    return actions.add_teller(election, role=role, approved_on=before(1), by=way.who, at=on(before(1)), **values)


def test_a_spouse_of_a_candidate_is_refused_and_the_attempt_is_kept(way):
    election = way.posted()
    spouse = Voter.objects.filter(election=election).last()
    kin(way, election, spouse, other=way.heads[0].voter)

    with pytest.raises(Unlawful, match="配偶"):
        tell(way, election, voter=spouse)

    refused(election, "add_teller", "不得提名为计票人", "第三十二条", way.heads[0].name)
    caller, warnings = tell(way, election, CALLER, voter=spouse)
    assert (caller.left_on, len(warnings)) == (None, 1)


def test_a_candidate_is_refused(way):
    election = way.posted()

    with pytest.raises(Unlawful):
        tell(way, election, W, voter=way.members[0].voter)

    refused(election, "add_teller", "候选人本人不得提名为监票人", "第三十二条")


def test_whoever_is_found_to_be_a_relative_later_leaves_at_once(way):
    election = way.posted()
    stranger, _none = tell(way, election, name="外来某")
    listed, _none = tell(way, election, W, voter=Voter.objects.filter(election=election).last())

    kin(way, election, way.heads[0].voter, teller=stranger)
    kin(way, election, listed.voter, other=way.members[0].voter)

    assert [each.left_on for each in Teller.objects.order_by("id")] == [before(1), before(1)]
    assert "第三十二条" in Teller.objects.first().left_reason
    with pytest.raises(Refused, match="已于"):
        actions.leave_count(Teller.objects.first(), reason="病", by=way.who, at=on(DAY))


def test_kinship_typed_before_a_nomination_holds_after_it(way):
    election = way.nominating()
    one, other = Voter.objects.filter(election=election).order_by("number")[:2]
    member = CommitteeMember.objects.get(election=election, name="丰选")
    counter, _none = tell(way, election, voter=other)
    kin(way, election, one, member=member)
    kin(way, election, one, other=other)
    assert Kinship.objects.count() == 2
    assert Teller.objects.filter(left_on=None).count() == 1

    way.nominate(election, one, Office.HEAD)

    member.refresh_from_db()
    counter.refresh_from_db()
    assert member.left_reason == f"近亲属{one.name}被提名为候选人"
    assert counter.left_on == before(13) or counter.left_on == counter.approved_on


def test_a_relative_in_reserve_does_not_move_up(way):
    election = way.nominating()
    one = Voter.objects.filter(election=election).first()
    first, second = CommitteeMember.objects.filter(election=election, is_reserve=True).order_by("-votes_count")
    kin(way, election, one, member=first)
    kin(way, election, one, member=CommitteeMember.objects.get(election=election, name="丰选"))

    way.nominate(election, one)

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.left_on == before(13)
    assert (second.left_on, second.is_reserve) == (None, False)


def test_the_count_does_not_begin_without_them(way):
    election = way.polling()

    with pytest.raises(Unlawful, match="计票人、监票人"):
        actions.close_poll(election, by=way.who, at=on(DAY))

    refused(election, "close_poll", "第三十二条")
    with pytest.raises(Refused, match="选民编号"):
        tell(way, election)
