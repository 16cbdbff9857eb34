"""The answer: drafted as a letter, carried along by it, delivered, and judged by each deputy."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.correspondence import actions as letters
from linli.domains.correspondence.models import Letter
from linli.domains.suggestions import queries, rules
from linli.domains.suggestions.enums import State
from linli.domains.suggestions.models import Commitment, Delivery, Deputy, Feedback, Suggestion
from linli.domains.suggestions.permissions import Permission, is_lead
from linli.domains.suggestions.workflow import MAX_ROUNDS, SUGGESTION
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused, enter, refuse_future
from linli.kernel.divisions.models import Division
from linli.kernel.indicators.figures import figure
from linli.kernel.workflow.actions import action


@action(SUGGESTION, "draft")
def draft_reply(
    suggestion: Suggestion, *, number_word: str, by: Post, at: datetime, values: dict[str, Any] | None = None
) -> None:
    """Begin the letter that answers the suggestion, filled in as far as the suggestion itself says it."""
    deadline = queries.answer_deadline(suggestion)
    prepared = {
        "number_word": number_word,
        "title": _("关于对%(suggestion)s的答复") % {"suggestion": suggestion.citation},
        "salutation": queries.salutation(suggestion),
        "body": queries.outline(suggestion),
        "copies": queries.COPIES,
        "concerns": suggestion.citation,
        "concerns_url": suggestion.get_absolute_url(),
        "due_on": deadline.due_on if deadline else None,
        "due_basis": deadline.basis if deadline else "",
        **(values or {}),
    }
    suggestion.letter = letters.draft_letter(prepared, by=by, at=at)


def sign_reply(suggestion: Suggestion, *, by: Post, at: datetime) -> Suggestion:
    """Sign the letter; the suggestion is answered in the same transaction. Raises what `correspondence.actions.sign` raises."""
    if suggestion.letter is None:
        raise Refused(_("这件建议还没有答复公文，请先拟写。"))
    letters.sign(suggestion.letter, by=by, at=at)
    return Suggestion.objects.get(pk=suggestion.pk)


def follow_letter(letter: Letter, deed: str, by: Post, at: datetime, values: dict[str, Any]) -> None:
    """What happens to the suggestion when its letter moves; called by `correspondence` in the same transaction."""
    suggestion = Suggestion.objects.filter(letter=letter).first()
    follow = {"review": _review, "decline": _decline, "sign": _answer}.get(deed)
    if suggestion and follow:
        follow(suggestion, by=by, at=at, **values)


@action(SUGGESTION, "review")
def _review(suggestion: Suggestion, *, by: Post, at: datetime) -> None:
    """The state alone moves."""


@action(SUGGESTION, "decline")
def _decline(suggestion: Suggestion, *, reason: str, by: Post, at: datetime) -> None:
    """The state alone moves; the reason is in the audit."""


@action(SUGGESTION, "answer")
def _answer(suggestion: Suggestion, *, by: Post, at: datetime) -> None:
    """The state alone moves; the letter is signed already."""


@action(SUGGESTION, "deliver")
def deliver(suggestion: Suggestion, *, delivered_on: date, by: Post, at: datetime) -> None:
    """Record that the answer was handed to every deputy who moved the suggestion, each singly."""
    refuse_future(delivered_on, at)
    letter = suggestion.letter
    if letter and letter.signed_at and delivered_on < timezone.localdate(letter.signed_at):
        raise Refused(_("答复是%(day)s签发的，送达日期不能更早。") % {"day": timezone.localdate(letter.signed_at)})
    for deputy in suggestion.deputies.all():
        delivery = Delivery(
            division=suggestion.division,
            suggestion=suggestion,
            deputy=deputy,
            letter=suggestion.letter,
            round=suggestion.round,
            delivered_on=delivered_on,
        )
        enter(delivery, "deliver", by=by, at=at)


def hear(
    suggestion: Suggestion, *, deputy: Deputy, satisfaction: str, reason: str = "", by: Post, at: datetime
) -> Suggestion:
    """Record what one deputy says. Once all have spoken the suggestion closes, is done again, or is assessed."""
    with transaction.atomic():
        heard = _hear(suggestion, deputy=deputy, satisfaction=satisfaction, reason=reason, by=by, at=at)
        return heard if queries.list_unheard(heard) else _after_feedback(heard, by=by, at=at)


def _after_feedback(suggestion: Suggestion, *, reason: str = "", by: Post, at: datetime) -> Suggestion:
    """Where the views of the present answer lead; nobody's view is no objection."""
    onward = {State.CLOSED: _close, State.REDO: _redo, State.ASSESSED: _assess}
    after = rules.state_after_feedback(queries.list_views(suggestion), is_redone=suggestion.round >= MAX_ROUNDS)
    return onward[after or State.CLOSED](suggestion, reason=reason, by=by, at=at)


@action(SUGGESTION, "hear")
def _hear(suggestion: Suggestion, *, deputy: Deputy, satisfaction: str, reason: str, by: Post, at: datetime) -> None:
    if deputy.suggestion_id != suggestion.pk:
        raise Refused(_("这位代表不是本建议的提出人。"))
    if faults := rules.feedback_faults(satisfaction, reason):
        raise Refused("".join(str(fault) for fault in faults))
    feedback = Feedback(
        division=suggestion.division,
        suggestion=suggestion,
        deputy=deputy,
        round=suggestion.round,
        satisfaction=satisfaction,
        reason=reason.strip(),
        given_on=at.date(),
    )
    enter(feedback, "hear", by=by, at=at)


@action(SUGGESTION, "redo")
def _redo(suggestion: Suggestion, *, by: Post, at: datetime, reason: str = "") -> None:
    """A new round with a letter of its own; the old letter stays with its deliveries."""
    suggestion.round, suggestion.redo_on, suggestion.letter = suggestion.round + 1, at.date(), None


@action(SUGGESTION, "assess")
def _assess(suggestion: Suggestion, *, by: Post, at: datetime, reason: str = "") -> None:
    """The second answer did not satisfy either: an assessment decides."""


@action(SUGGESTION, "close")
def _close(suggestion: Suggestion, *, by: Post, at: datetime, reason: str = "") -> None:
    """The way ends; commitments go on reporting."""


def close(suggestion: Suggestion, *, reason: str, by: Post, at: datetime) -> Suggestion:
    """End the way after an assessment, or when the deputies' time to speak is over; then it goes where the views given lead."""
    current = Suggestion.objects.get(pk=suggestion.pk)
    if current.state == State.DELIVERED:
        return _after_feedback(current, reason=reason, by=by, at=at)
    return _close(current, reason=reason, by=by, at=at)


def commit(
    suggestion: Suggestion,
    *,
    text: str,
    figure_code: str,
    increase: int,
    due_on: date,
    by: Post,
    at: datetime,
    figure_dims: dict[str, str] | None = None,
    place: Division | None = None,
) -> Commitment:
    """Promise that a figure will rise by `increase` from what it is now. From then on it reports on itself."""
    require(by, Permission.HANDLE)
    if not is_lead(by, suggestion):
        raise PermissionRefused(_("承诺事项由主办单位登记。"))
    if Suggestion.objects.get(pk=suggestion.pk).state == State.CLOSED:
        raise Refused(_("建议已经办结，不能再登记承诺事项。"))
    now = figure(figure_code, place or suggestion.division, at=at.date(), **(figure_dims or {}))
    base = int(now.value or 0)
    commitment = Commitment(
        division=suggestion.division,
        suggestion=suggestion,
        unit=by.unit,
        text=text,
        figure_code=figure_code,
        figure_dims=figure_dims or {},
        base_value=base,
        target_value=base + increase,
        made_on=at.date(),
        due_on=due_on,
    )
    return enter(commitment, "commit", by=by, at=at)
