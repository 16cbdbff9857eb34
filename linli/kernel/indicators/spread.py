"""A figure spread over the divisions just below: one query for all of them, not one each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, F, Sum
from django.db.models.functions import Mod

from linli.kernel.divisions.models import SPAN, Division
from linli.kernel.indicators.declaration import Measure, Ratio
from linli.kernel.indicators.figures import in_unit
from linli.kernel.indicators.questions import Question, records_of


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
        amounts = _amounts(question, indicator, children)
        return [Share(child, in_unit(indicator, amounts.get(child.code, 0))) for child in children]
    above = [_amounts(question, measure, children) for measure in indicator.of]
    below = _amounts(question, indicator.among, children)
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


def _amounts(question: Question, measure: Measure, children: Sequence[Division]) -> dict[int, int]:
    span = SPAN[children[0].level]
    dims = {} if isinstance(question.indicator, Ratio) else question.dims
    found = records_of(Question(measure, question.division, question.at, question.period, dims))
    amount: Sum | Count
    if measure.value:
        amount = Sum(measure.value)
    else:
        amount = Count(measure.distinct, distinct=True) if measure.distinct else Count("*")
    place = F("division_id") - Mod(F("division_id"), span)
    return dict(found.order_by().annotate(place=place).values_list("place").annotate(amount=amount))
