"""What is asked about suggestions."""

from linli.domains.suggestions.queries.deadlines import (
    answer_deadline,
    feedback_deadline,
    list_deadlines,
    opinion_deadline,
    reassign_deadline,
    return_deadline,
)
from linli.domains.suggestions.queries.progress import Progress, list_progress
from linli.domains.suggestions.queries.reply import COPIES, outline, salutation
from linli.domains.suggestions.queries.timeline import Step, timeline
from linli.domains.suggestions.queries.units import (
    find_lead,
    find_suggestion,
    is_anyone_dissatisfied,
    list_open_assignments,
    list_unheard,
    list_units_holding,
    list_views,
)

__all__ = [
    "COPIES",
    "Progress",
    "Step",
    "answer_deadline",
    "feedback_deadline",
    "find_lead",
    "find_suggestion",
    "is_anyone_dissatisfied",
    "list_deadlines",
    "list_open_assignments",
    "list_progress",
    "list_unheard",
    "list_units_holding",
    "list_views",
    "opinion_deadline",
    "outline",
    "reassign_deadline",
    "return_deadline",
    "salutation",
    "timeline",
]
