"""What an election brings about on the register of committees, and what ends there with an office."""

from datetime import date

import pytest

from linli.domains.committees import actions as committee_actions
from linli.domains.committees.models import Case, Committee, Seat
from linli.domains.elections import actions
from linli.domains.elections.enums import Kind, LeavingKind, Office
from linli.domains.elections.models import Member
from linli.domains.elections.tests.conftest import VILLAGE, on
from linli.kernel.audit.deeds import Refused
from linli.kernel.workflow.models import Todo
from tests.factories import make

LATER = date(2027, 3, 1)


@pytest.fixture
def registered(way, tree):
    return make(
        Committee,
        tree[VILLAGE],
        kind=Kind.VILLAGERS,
        name="西关村村民委员会",
        registered_on=date(2018, 1, 1),
        code="54410922PDY00001XC",
        code_assigned_on=date(2018, 2, 1),
        certificate_no="PDY-1",
        certificate_issued_on=date(2018, 3, 1),
        certificate_expires_on=date(2030, 1, 1),
        certificate_withdrawn_on=None,
        dissolved_on=None,
    )


def certified(way, election, day=date(2026, 12, 21)):
    """The change for the elected head is carried to its end."""
    [case] = Case.objects.all()
    who = {"by": clerk(way), "at": on(day)}
    case = committee_actions.submit(case, materials="结果公告", **who)
    return committee_actions.issue(case, certificate_no="PDY-2", issued_on=day, expires_on=date(2031, 12, 20), **who)


def clerk(way):
    """The township's post, which here does what the civil affairs office does too."""
    from tests.cast import give_role

    post = way.posts.township
    give_role(post.role_id, post.permissions | {"committees.edit", "committees.certify"})
    return type(post).objects.get(pk=post.pk)


def leave(way, election, office, kind=LeavingKind.DIED):
    member = Member.objects.filter(election=election, office=office).first()
    actions.ask_leaving(member, kind=kind, asked_on=LATER, reason="去世", by=way.posts.township, at=on(LATER))
    return member


def test_a_head_who_leaves_opens_a_change_that_waits_for_the_next(way, registered):
    election = way.declared()
    certified(way, election)

    head = leave(way, election, Office.HEAD)

    seat = Seat.objects.get(role="head")
    assert (seat.name, seat.until) == (head.name, LATER)
    case = Case.objects.get(settled_on=None)
    assert (case.kind, case.head_name, case.reason) == ("change", "", f"主任{head.name}死亡")
    [todo] = Todo.objects.filter(record_type="committees.case", record_id=case.pk, closed_at=None)
    assert todo.transition == "submit"
    with pytest.raises(Refused, match="法定代表人"):
        committee_actions.submit(case, materials="公告", by=clerk(way), at=on(LATER))
    head.refresh_from_db()
    actions.by_elect(
        head,
        held_on=LATER,
        entitled_count=20,
        returned_count=18,
        votes_count=12,
        name="补某",
        sex="2",
        by=way.posts.township,
        at=on(LATER),
    )
    case.refresh_from_db()
    assert (case.head_name, Case.objects.filter(settled_on=None).count()) == ("补某", 1)


def test_a_head_who_leaves_is_taken_off_the_change_that_would_name_them(way, registered):
    election = way.declared()
    leave(way, election, Office.HEAD)

    [case] = Case.objects.all()
    assert (case.kind, case.head_name) == ("change", "")


def test_a_member_who_leaves_ends_one_seat_and_no_certificate(way, registered):
    election = way.declared()
    certified(way, election)

    member = leave(way, election, Office.MEMBER)

    assert [seat.name for seat in Seat.objects.exclude(until=None)] == [member.name]
    assert not Case.objects.filter(settled_on=None).exists()


def test_a_recall_that_is_only_asked_for_ends_nothing(way, registered):
    election = way.declared()
    member = Member.objects.get(election=election, office=Office.HEAD)
    recall = {"kind": LeavingKind.RECALL, "supporters_count": 4, "supporters_entitled": 20}
    leaving = actions.ask_leaving(
        member, asked_on=LATER, reason="不履行职责", by=way.posts.township, at=on(LATER), **recall
    )
    assert not Seat.objects.exclude(until=None).exists()
    day = date(2027, 3, 20)
    counts = {"entitled_count": 20, "returned_count": 11, "in_favour_count": 6}
    actions.decide_leaving(leaving, decided_on=day, by=way.posts.township, at=on(day), **counts)

    assert [(seat.name, seat.until) for seat in Seat.objects.exclude(until=None)] == [(member.name, day)]


def test_an_annulled_election_ends_every_seat_it_gave(way, registered):
    election = way.declared()
    certified(way, election)
    Member.objects.filter(election=election).count()

    actions.annul(election, reason="县级人民政府决定", by=way.posts.township, at=on(date(2026, 12, 29)))

    assert not Seat.objects.filter(until=None).exists()
    case = Case.objects.get(settled_on=None)
    assert (case.head_name, case.reason) == ("", "选举被宣布无效")
