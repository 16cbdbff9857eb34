"""The law that an election is held by, and its calendar."""

from datetime import date

from linli.domains.elections.models import Election
from linli.domains.elections.rules import schedule
from linli.domains.elections.rules.law import law_of
from linli.domains.elections.rules.schedule import Stage
from linli.kernel.rulesets.layers import Rules


def law_for(election: Election) -> Rules:
    """By its own day; before one is set, by the day on which it is due. Raises NoLawYet for elections before 2018-12-29."""
    return law_of(election.kind, election.election_on or election.due_on)


def calendar_of(election: Election) -> list[Stage]:
    """Backwards from the election day; empty as long as there is none."""
    if election.election_on is None:
        return []
    return schedule.schedule(law_for(election), election.election_on, has_candidates=election.has_candidates)


def stage_day(election: Election, code: str) -> date | None:
    """The day of one stage of the calendar; None where the law of the day has no such stage."""
    return next((stage.on for stage in calendar_of(election) if stage.code == code), None)
