"""Handing in, reviewing, returning and signing. What a letter is about may move along in the same transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.correspondence.enums import CitationKind
from linli.domains.correspondence.events import LetterSigned
from linli.domains.correspondence.models import Citation, Letter
from linli.domains.correspondence.queries.checking import Finding, findings
from linli.domains.correspondence.queries.quoted import Quoted, Reading, dims_of, moved, read_letter
from linli.domains.correspondence.queries.rendering import frozen, manifest, official, sentence_of
from linli.domains.correspondence.workflow import LETTER
from linli.kernel.accounts.models import Post
from linli.kernel.documents.letters import OfficialLetter
from linli.kernel.documents.quotations import SOURCE, YEAR
from linli.kernel.events.registry import publish
from linli.kernel.indicators.declaration import Flow
from linli.kernel.workflow.actions import NotNow, action

Follower = Callable[[Letter, str, Post, datetime, dict[str, Any]], None]
_followers: dict[str, Follower] = {}


class FigureMoved(NotNow):
    """Figures are no longer what they were when the draft was last saved; `figures` lists (quoted now, text then)."""

    def __init__(self, figures: list[tuple[Quoted, str]]):
        self.figures = figures
        named = "；".join(f"“{quoted.name}”由{before}变为{quoted.text}" for quoted, before in figures)
        super().__init__(
            _("自上次保存草稿以来，有%(count)d项数据变了：%(named)s。请退回经办人核对、重新保存后再签发。")
            % {"count": len(figures), "named": named}
        )


class NotReady(NotNow):
    """The check before signing found errors; `findings` lists them."""

    def __init__(self, found: list[Finding]):
        self.findings = found
        super().__init__(_("签发前检查没有通过：%(faults)s") % {"faults": "；".join(each.message for each in found)})


def accompany(kind: str, follow: Follower) -> None:
    """What the matter behind letters of this kind does with each deed on the letter, in the same transaction.

    Called from the `apps.py` of the app above, which this app may not know.
    """
    _followers[kind] = follow


def submit(letter: Letter, *, by: Post, at: datetime) -> Letter:
    """Hand the draft in for review. Raises NotReady when the check finds errors."""
    return _carried(_submit, letter, "submit", by=by, at=at)


def review(letter: Letter, *, by: Post, at: datetime) -> Letter:
    return _carried(_review, letter, "review", by=by, at=at)


def return_(letter: Letter, *, by: Post, at: datetime, reason: str) -> Letter:
    """Give the letter back to the clerk, by the reviewer. The reason is kept in the history."""
    return _carried(_return, letter, "return_", by=by, at=at, reason=reason)


def decline(letter: Letter, *, by: Post, at: datetime, reason: str) -> Letter:
    """Give the letter back to the clerk, by the head who was to sign it."""
    return _carried(_decline, letter, "decline", by=by, at=at, reason=reason)


def sign(letter: Letter, *, by: Post, at: datetime) -> Letter:
    """Sign the letter: the text and every figure in it are frozen, for good.

    Only the head of the organ may. Raises FigureMoved, NotReady, WrongState for a second signature, PermissionRefused.
    """
    return _carried(_sign, letter, "sign", by=by, at=at)


def _carried(deed: Callable, letter: Letter, name: str, *, by: Post, at: datetime, **values: Any) -> Letter:
    with transaction.atomic():
        done = deed(letter, by=by, at=at, **values)
        if follow := _followers.get(done.kind):
            follow(done, name, by, at, values)
    return done


@action(LETTER, "submit")
def _submit(letter: Letter, *, by: Post, at: datetime) -> None:
    _refuse_errors(letter, read_letter(letter))


@action(LETTER, "review")
def _review(letter: Letter, *, by: Post, at: datetime) -> None:
    """Nothing besides the state changes."""


@action(LETTER, "return_")
def _return(letter: Letter, *, by: Post, at: datetime, reason: str) -> None:
    """Nothing besides the state changes; the reason is in the audit."""


@action(LETTER, "decline")
def _decline(letter: Letter, *, by: Post, at: datetime, reason: str) -> None:
    """Nothing besides the state changes; the reason is in the audit."""


@action(LETTER, "sign")
def _sign(letter: Letter, *, by: Post, at: datetime) -> None:
    reading = read_letter(letter)
    if changed := moved(letter.saved_figures, reading.quoted):
        raise FigureMoved(changed)
    _refuse_errors(letter, reading, is_signing=True)
    citations = [_citation(letter, reading, quoted, at) for quoted in reading.quoted]
    Citation.objects.bulk_create(citations)
    letter.signed_at, letter.signed_by = at, by
    letter.signer_title, letter.signer_name = by.title, by.user.name
    page = official(letter, reading, signer=by.user.name, on=at.date())
    carried = manifest(letter, citations, at.isoformat())
    letter.frozen = frozen(OfficialLetter(**{**vars(page), "manifest": carried}))
    publish(LetterSigned(letter_id=letter.pk, identity=str(letter.identity), signed_at=at))


def _refuse_errors(letter: Letter, reading: Reading, *, is_signing: bool = False) -> None:
    found = [each for each in findings(letter, reading, is_signing=is_signing) if each.is_error]
    if found:
        raise NotReady(found)


def _citation(letter: Letter, reading: Reading, quoted: Quoted, at: datetime) -> Citation:
    made = Citation(
        division=letter.division,
        letter=letter,
        mark=quoted.mark,
        quotation=quoted.key,
        sentence=sentence_of(quoted, reading),
        shown=quoted.text,
        value=quoted.value,
        created_at=at,
        updated_at=at,
    )
    if quoted.quotation.is_outside:
        made.kind, made.unit = CitationKind.OUTSIDE, quoted.quotation.form
        made.name = made.source = quoted.quotation.params[SOURCE]
        made.source_year = quoted.quotation.params.get(YEAR, "")
        return made
    return _of_figure(made, quoted)


def _of_figure(made: Citation, quoted: Quoted) -> Citation:
    found = quoted.figure
    assert found is not None
    question, indicator = found.question, found.indicator
    made.kind, made.code = CitationKind.FIGURE, indicator.code
    made.name, made.unit = str(indicator.name), str(indicator.unit)
    made.definition, made.definition_version = str(indicator.definition), indicator.version
    made.dims = dims_of(quoted.quotation.params)
    made.place, made.figures_on = question.division, question.at
    if any(isinstance(part.indicator, Flow) for part in found.parts or (found,)):
        made.period_first_on, made.period_last_on = question.period.first, question.period.last
    made.records_count, made.digest = found.records, found.digest
    return made
