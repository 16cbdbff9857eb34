"""What is done to a problem, to a topic in the order of its way, at its session, and by residents online."""

from linli.domains.consultation.actions.codes import Issued, issue_code, issue_codes
from linli.domains.consultation.actions.online import Closed, WrongCode, opine, vote
from linli.domains.consultation.actions.sessions import note_opinion, sign_in, take_back, write_minutes
from linli.domains.consultation.actions.topics import (
    accept,
    conclude,
    notify,
    post_conclusion,
    refer,
    refuse_topic,
    report_back,
    solve_problem,
    topic_entered,
)

__all__ = [
    "Closed",
    "Issued",
    "WrongCode",
    "accept",
    "conclude",
    "issue_code",
    "issue_codes",
    "note_opinion",
    "notify",
    "opine",
    "post_conclusion",
    "refer",
    "refuse_topic",
    "report_back",
    "sign_in",
    "solve_problem",
    "take_back",
    "topic_entered",
    "vote",
    "write_minutes",
]
