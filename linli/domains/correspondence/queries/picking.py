"""What the figure picker of the workbench offers."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import models

from linli.domains.correspondence.queries.quoted import AT, PERIOD, WHERE, Quoted, dims_of, read_text
from linli.domains.correspondence.queries.wording import forms_of
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.documents.quotations import EXACT, Quotation
from linli.kernel.indicators.declaration import Flow, Indicator, Measure, Ratio
from linli.kernel.indicators.figures import Figure, answers
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.ui.figures import may_see

MAX_OFFERED = 60


@dataclass(frozen=True)
class Dimension:
    """One dimension of a figure, with the keys that its records may have; none where any value may be written."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Pick:
    """A figure as chosen: the quotation that would be put in, and what it says now."""

    indicator: Indicator
    quoted: Quoted
    dimensions: list[Dimension]
    forms: tuple[str, ...]

    @property
    def has_period(self) -> bool:
        parts = self.indicator.of if isinstance(self.indicator, Ratio) else (self.indicator,)
        return any(isinstance(part, Flow) for part in parts)


def search(words: str, by: Post) -> list[Indicator]:
    """Figures that the post may see whose name, code or group contains the words; all of them without words."""
    wanted = words.strip().lower()
    found = (
        each
        for each in all_indicators()
        if (wanted in str(each.name).lower() or wanted in each.code or wanted in str(each.group).lower())
        and may_see(by, each)
    )
    return list(islice(found, MAX_OFFERED))


def live(words: str, division: Division, at: date, by: Post) -> list[Figure]:
    """What `search` finds, with the values of the place and day of a letter."""
    period = twelve_months_to(at)
    return answers([Question(each, division, at, period, is_split=False) for each in search(words, by)])


def pick(indicator: Indicator, chosen: dict[str, str], form: str, division: Division, at: date) -> Pick:
    """The quotation for these choices. Choices that say nothing beyond the letter's own place and day are left out."""
    params = {name: value for name, value in chosen.items() if value}
    if params.get(WHERE) and _is_own(params[WHERE], division):
        params.pop(WHERE)
    if params.get(AT) == at.isoformat():
        params.pop(AT)
    known = {WHERE, AT, PERIOD, *indicator.dimensions}
    params = {name: value for name, value in params.items() if name in known}
    quotation = Quotation(indicator.code, params, form or EXACT)
    reading = read_text(quotation.write(), division, at)
    quoted = reading.quoted[0] if reading.quoted else Quoted(quotation, "", fault=str(reading.template.faults[0]))
    forms = forms_of(quoted.figure) if quoted.figure else (EXACT,)
    return Pick(indicator, quoted, _dimensions(indicator, dims_of(params)), forms)


def _is_own(code: str, division: Division) -> bool:
    try:
        return get_division(code).pk == division.pk
    except Division.DoesNotExist:
        return False


def _dimensions(indicator: Indicator, chosen: dict[str, str]) -> list[Dimension]:
    if not isinstance(indicator, Measure):
        return []
    found = []
    for name, column in indicator.dimensions.items():
        field = _field(indicator.records, column)
        choices = [(str(value), str(label)) for value, label in field.choices or () if value != ""]
        found.append(Dimension(name, str(field.verbose_name), choices, chosen.get(name, "")))
    return found


def _field(model: type[models.Model], path: str) -> models.Field:
    """The field at the end of a path such as session__category."""
    first, _sep, rest = path.partition("__")
    field = model._meta.get_field(first)
    assert isinstance(field, models.Field)
    if not rest:
        return field
    assert isinstance(field, models.ForeignKey)
    return _field(field.related_model, rest)
