"""What everybody may read of a community, gathered under the scope of that community alone."""

from datetime import date, datetime
from typing import Any

from linli.domains.committees.models import Committee
from linli.domains.committees.queries import sitting
from linli.domains.consultation.queries import public_consultation, public_topics
from linli.domains.disclosure.queries import public_disclosure
from linli.domains.elections.models import Election, Member
from linli.domains.elections.queries import PAPERS, NotYet, draft
from linli.kernel.divisions.models import Division
from linli.kernel.indicators.figures import figure

# The register of voters hangs on the board in the village; names of thousands do not belong on the internet.
NOTICES = ("calendar", "committee", "candidates", "result")
FIGURES = ("consultation.held", "consultation.solved")
MOST_ELECTIONS = 3


def contents(division: Division, at: datetime) -> dict[str, Any]:
    """As JSON can hold it. To be asked under a scope that covers the community and no more."""
    today = at.date()
    return {
        "name": division.name,
        "path_name": division.path_name,
        "committee": _committee(division, today),
        "elections": [
            notice
            for election in Election.objects.within(division).order_by("-due_on")[:MOST_ELECTIONS]
            for notice in _notices(election, today)
        ],
        "figures": [_figure(code, division, today) for code in FIGURES],
        **public_disclosure(division, today),
        "consultations": public_consultation(division),
        "topics": public_topics(division, today),
    }


def _committee(division: Division, today: date) -> dict[str, Any] | None:
    """The facts that its certificate states, and who sits on it."""
    found = Committee.objects.within(division).filter(dissolved_on=None).first()
    if found is None:
        return None
    return {
        "name": found.name,
        "kind": found.get_kind_display(),
        "code": found.code or "",
        "certificate_no": found.certificate_no or "",
        "registered_on": found.registered_on.isoformat(),
        "is_certified": found.certificate_issued_on is not None
        and (found.certificate_ended_on is None or found.certificate_ended_on > today),
        "members": _members(found, division, today),
    }


def _members(committee: Committee, division: Division, today: date) -> list[dict[str, Any]]:
    """Who sits on the committee itself; where no seat is on record yet, whom the last election put there."""
    seats = sitting(committee, today).filter(body="").order_by("id")
    if seats:
        return [{"name": str(each.name), "office": each.get_role_display()} for each in seats]
    elected = Member.objects.within(division).filter(left_on=None).order_by("id")
    return [{"name": str(each.name), "office": each.get_office_display()} for each in elected]


def _notices(election: Election, today: date) -> list[dict[str, Any]]:
    """The notices that have been posted, word for word as on the board."""
    posted = {
        "calendar": election.election_on,
        "committee": election.list_posted_on,
        "candidates": election.candidates_posted_on,
        "result": election.declared_on,
    }
    found = []
    for code in NOTICES:
        if posted[code] is None or code not in PAPERS:
            continue
        try:
            letter = draft(election, code, on=today)
        except NotYet:
            continue
        text = ["".join(run.text for run in paragraph.runs) for paragraph in letter.body]
        found.append({"round": election.round, "title": letter.title, "text": text, "day": letter.date.isoformat()})
    return found


def _figure(code: str, division: Division, today: date) -> dict[str, Any]:
    found = figure(code, division, at=today, period=str(today.year))
    return {"name": str(found.indicator.name), "unit": str(found.indicator.unit), "value": found.value}
