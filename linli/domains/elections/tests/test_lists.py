"""The list of voters: who is refused, who is noted, and when the list is too late."""

from datetime import date, timedelta

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.actions import registering
from linli.domains.elections.enums import Kind, RegistrationKind, State
from linli.domains.elections.models import Election, Voter
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, OTHER, before, on
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.divisions import scope
from linli.kernel.workflow.actions import NotNow

NUMBER = "410922188001010026"


def attempts(record, verb):
    """What was tried and refused, in the words that were told."""
    return [entry.reason for entry in log.history(record).filter(verb=f"{verb}.refused")]


def refused(record, verb, *words):
    """One attempt was kept, with these words in it."""
    [told] = attempts(record, verb)
    assert [word for word in words if word not in told] == []


def test_a_list_posted_19_days_before_is_late(way):
    with pytest.raises(Unlawful, match="只有19日"):
        way.listed(posted=19)

    [election] = Election.objects.all()
    refused(election, "post_list", "《村民委员会组织法》第十七条", "2026-12-21")
    assert election.state == State.REGISTRATION


@pytest.mark.parametrize(("day", "is_heard"), [(5, True), (6, False)])
def test_an_objection_is_heard_until_the_fifth_day(way, day, is_heard):
    election = way.listed()
    raised_on = before(20) + timedelta(days=day)
    given = {"raised_by_name": "丰某", "text": "名单漏了我", "raised_on": raised_on, "by": way.who, "at": on(raised_on)}

    if is_heard:
        assert actions.raise_objection(election, **given).due_on == raised_on + timedelta(days=3)
    else:
        with pytest.raises(Unlawful):
            actions.raise_objection(election, **given)
        refused(election, "raise_objection", "5日", "第十七条")


def test_an_undecided_objection_stops_the_poll(way):
    election = way.posted()
    election = actions.hold_meeting(election, meeting_on=before(2), by=way.who, at=on(before(2)))
    objection = actions.raise_objection(
        election,
        raised_by_name="丰某",
        text="名单漏了我",
        raised_on=before(16),
        by=way.who,
        at=on(before(5)),
    )

    with pytest.raises(NotNow, match="名单异议没有处理"):
        actions.open_poll(election, held_on=DAY, by=way.who, at=on(DAY))
    decided = actions.decide_objection(
        objection, decision="经查漏登，已补登", decided_on=before(4), by=way.who, at=on(before(4))
    )
    assert decided.decided_on == before(4)


def test_whoever_is_registered_in_another_village_is_refused(way):
    first = way.registering(OTHER)
    way.register(first, "甘重复", id_number=NUMBER)
    second = way.registering()

    with pytest.raises(Unlawful, match="不得重复登记"):
        way.register(second, "甘重复", id_number=NUMBER)

    refused(second, "register_voter", "第十六条", "城关镇")
    assert not Voter.objects.filter(election=second).exists()
    assert list(queries.doubly_registered("2026-2027")) == []


def test_in_a_community_a_second_registration_is_noted(way):
    way.register(way.registering(OTHER), "甘重复", id_number=NUMBER)
    election = way.registering(COMMUNITY, Kind.RESIDENTS)

    voter = way.register(election, "甘重复", id_number=NUMBER)

    [noted] = log.history(voter).filter(verb="double_registration")
    assert "法律没有禁止" in noted.reason
    assert [len(ids) for ids in queries.doubly_registered("2026-2027")] == [2]


def test_whoever_was_struck_may_be_registered_elsewhere(way):
    voter = way.register(way.registering(OTHER), "甘重复", id_number=NUMBER)
    actions.strike_voter(voter, reason="迁往外村", by=way.who, at=on(before(29)))

    assert way.register(way.registering(), "甘重复", id_number=NUMBER).number == 1


def test_nobody_is_on_one_list_twice(way):
    election = way.registering()
    way.register(election, id_number=NUMBER)

    with pytest.raises(Refused, match="已在本次选举的选民名单上"):
        way.register(election, id_number=NUMBER)


def test_a_minor_is_not_registered(way):
    election = way.registering()

    with pytest.raises(Unlawful, match="不满18周岁"):
        way.register(election, born_on=date(2008, 12, 21))
    with pytest.raises(Unlawful, match="居住或者工作"):
        way.register(election, kind=RegistrationKind.JOINED, since=date(2026, 6, 1))


def test_a_village_learns_of_another_list_but_does_not_see_it(way):
    voter = way.register(way.registering(OTHER), "甘重复", id_number=NUMBER)
    election = way.registering()

    with scope.entered(way.posts.worker.scope):
        [found] = queries.registered_elsewhere([bytes(voter.id_fingerprint)], election)
        assert not Voter.objects.filter(pk=voter.pk).exists()
        with pytest.raises(Unlawful, match="不得重复登记"):
            way.register(election, "甘重复", id_number=NUMBER)

    assert (found.township, found.body) == ("河南省濮阳市清丰县城关镇", "villagers")


def test_of_two_villages_that_register_at_once_the_index_lets_one(way):
    way.register(way.registering(OTHER), "甘重复", id_number=NUMBER)
    election = way.registering()
    voter = Voter(
        division=election.division,
        election=election,
        round=election.round,
        body=election.kind,
        number=1,
        name="甘重复",
        id_number=NUMBER,
        kind=RegistrationKind.LIVES,
        registered_on=before(30),
    )

    with scope.entered(way.posts.worker.scope), pytest.raises(Unlawful, match="不得重复登记"):
        registering._entered(voter, by=way.who, at=on(before(30)))
