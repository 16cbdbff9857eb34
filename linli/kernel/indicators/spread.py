"""A figure spread over the divisions just below: one query for all of them, not one each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Sum

from linli.kernel.divisions.models import SPAN, Division
from linli.kernel.divisions.queries import enclosing
from linli.kernel.indicators import tallies
from linli.kernel.indicators.contributions import DIGITS
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.figures import in_unit
from linli.kernel.indicators.questions import Question, records_of
from linli.kernel.indicators.statements import counts
from linli.kernel.indicators.tallies import is_kept

# So many places are asked about one by one.
FEW = 64


@dataclass(frozen=True)
class Share:
    """The part of a figure that lies in one division."""

    division: Division
    value: int | Decimal | Fraction | None
    numerator: int | None = None
    denominator: int | None = None


def spread(question: Question, children: Sequence[Division]) -> list[Share]:
    """One share for each child, in the order given. The children must all be of one level."""
    if not children:
        return []
    indicator = question.indicator
    if isinstance(indicator, Measure):
        amounts = _amounts(question, [indicator], children)[0]
        return [Share(child, in_unit(indicator, amounts.get(child.code, 0))) for child in children]
    *above, below = _amounts(replace(question, dims={}), [*indicator.of, indicator.among], children)
    return [
        _ratio(
            child,
            sum(each.get(child.code, 0) for each in above),
            below.get(child.code, 0),
        )
        for child in children
    ]


def _ratio(child: Division, numerator: int, denominator: int) -> Share:
    value = Fraction(100 * numerator, denominator) if denominator else None
    return Share(child, value, numerator, denominator)


def _amounts(question: Question, measures: Sequence[Measure], children: Sequence[Division]) -> list[dict[int, int]]:
    """The amount of each measure in each child: of those whose sums are kept in one statement, of the others in one each."""
    if len(children) > FEW and not question.dims:
        return [_of_many(replace(question, indicator=measure), measure, children) for measure in measures]
    asked = {
        (number, child.code): replace(question, indicator=measure, division=child, places=(), is_split=False)
        for number, measure in enumerate(measures)
        for child in children
    }
    kept = {key: each for key, each in asked.items() if is_kept(each)}
    found: list[dict[int, int]] = [{} for _measure in measures]
    for (number, code), count in zip(kept, counts(list(kept.values())), strict=True):
        found[number][code] = count.amount
    for number, measure in enumerate(measures):
        if not found[number]:
            found[number] = _grouped(replace(question, indicator=measure), measure, children)
    return found


def _of_many(question: Question, measure: Measure, children: Sequence[Division]) -> dict[int, int]:
    """Of very many places the kept sums are read along the index, and not place by place."""
    low, upper = min(each.code for each in children), max(each.upper for each in children)
    digits, kept = DIGITS.get(children[0].level), None
    if measure.is_rolled_up and digits:
        kept = tallies.amounts_of_places(question, low, upper, digits)
    return _grouped(question, measure, children) if kept is None else kept


def _grouped(question: Question, measure: Measure, children: Sequence[Division]) -> dict[int, int]:
    span = SPAN[children[0].level]
    found = records_of(question)
    amount: Sum | Count
    if measure.value:
        amount = Sum(measure.value)
    else:
        amount = Count(measure.distinct, distinct=True) if measure.distinct else Count("*")
    return dict(found.order_by().annotate(place=enclosing(span)).values_list("place").annotate(amount=amount))
