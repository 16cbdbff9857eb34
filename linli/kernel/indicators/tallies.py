"""Reading kept sums: the tally and the deltas that are not in it yet, in one statement, so exact at any moment.

What is read for a question does not depend on how many records there are: a few years, months and days of one row each
for every value of its dimensions.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from linli.kernel.divisions.queries import enclosing
from linli.kernel.indicators.contributions import FINEST, fingerprint, kept_under, runs, stretches
from linli.kernel.indicators.declaration import Flow
from linli.kernel.indicators.models import Delta, RolledUp, Tally
from linli.kernel.indicators.questions import Question

# The queue is read over the whole period at once; such a row asks for no grain.
QUEUE = 0
COLUMNS = {
    "label": "int",
    "code": "text",
    "fingerprint": "text",
    "grain": "smallint",
    "digits": "smallint",
    "size": "bigint",
    "low": "bigint",
    "upper": "bigint",
    "first": "date",
    "last": "date",
    "is_split": "boolean",
    "is_queue": "boolean",
}
# Of the tally, one place and one range of the index at a time, whatever the planner believes about the sizes of the tables;
# the places of a longer run are those that exist. Of the queue, which is short and has no index, every row once.
SQL = f"""(WITH asked AS MATERIALIZED (
    SELECT asked.*, number
    FROM unnest({", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())}) AS asked ({", ".join(COLUMNS)})
    LEFT JOIN indicators_rolledup AS known ON known.code = asked.code AND known.fingerprint = asked.fingerprint
)
SELECT label, key, sum(records)::bigint, sum(amount)::bigint FROM (
    SELECT asked.label, found.* FROM asked CROSS JOIN LATERAL (
        SELECT asked.low AS code WHERE asked.upper - asked.low = asked.size
        UNION ALL
        SELECT DISTINCT known.code - mod(known.code, asked.size) FROM divisions_division AS known
        WHERE asked.upper - asked.low > asked.size AND known.code >= asked.low AND known.code < asked.upper
    ) AS place CROSS JOIN LATERAL (
        SELECT CASE WHEN asked.is_split THEN key END AS key, sum(records) AS records, sum(amount) AS amount
        FROM indicators_tally AS tally
        WHERE tally.measure = asked.number AND tally.grain = asked.grain AND tally.digits = asked.digits
          AND tally.division_id = place.code AND tally.day BETWEEN asked.first AND asked.last
        GROUP BY 1
    ) AS found WHERE NOT asked.is_queue
    UNION ALL
    SELECT asked.label, CASE WHEN asked.is_split THEN key END, sum(records), sum(amount)
    FROM indicators_delta AS delta JOIN asked ON asked.is_queue AND delta.measure = asked.number
     AND delta.division_id >= asked.low AND delta.division_id < asked.upper AND delta.day BETWEEN asked.first AND asked.last
    GROUP BY 1, 2
    UNION ALL
    SELECT asked.label, NULL, NULL, NULL FROM asked WHERE asked.number IS NULL
) AS found GROUP BY label, key)"""


def is_kept(question: Question) -> bool:
    """Whether sums can answer: of a measure that is rolled up, over places that end where villages do."""
    return question.measure.is_rolled_up and all(runs(*place) for place in question.ranges)


def select(questions: Mapping[int, Question], offset: int) -> tuple[str, list[Any]]:
    """SELECT label, key, records, amount. The label is the question's number plus `offset`.

    A question that this database does not keep comes back with `records` NULL.
    """
    rows = [row for number, question in questions.items() for row in _reads(number + offset, question)]
    return SQL, [list(column) for column in zip(*rows, strict=True)]


def amounts_of_places(question: Question, low: int, upper: int, digits: int) -> dict[int, int] | None:
    """Place → amount, of all places in [low, upper) whose code ends in so many noughts, in one statement for all of them.

    None where this database does not keep the measure. Places without records are left out.
    """
    known = RolledUp.objects.filter(code=question.measure.code, fingerprint=fingerprint(question.measure)).first()
    if known is None:
        return None
    first, last = _days(question)
    within = {"measure": known.number, "division_id__gte": low, "division_id__lt": upper}
    parts = [_by_place(Delta.objects.filter(**within, day__range=(first, last)), digits)]
    for grain, begins, ends in stretches(first, last, digits):
        days = {"grain": grain.value, "digits": kept_under(digits, grain), "day__range": (begins, ends)}
        parts.append(_by_place(Tally.objects.filter(**within, **days), digits))
    found: dict[int, int] = {}
    for place, amount in parts[0].union(*parts[1:], all=True):
        found[place] = found.get(place, 0) + int(amount)
    return found


def _by_place(kept: QuerySet, digits: int) -> QuerySet:
    return kept.order_by().annotate(place=enclosing(10**digits)).values_list("place").annotate(total=Sum("amount"))


def _reads(label: int, question: Question) -> Iterator[tuple]:
    measure, is_split = question.measure, bool(question.split_by or question.dims)
    first, last = _days(question)
    what = (measure.code, fingerprint(measure))
    for digits, low, upper in [run for place in question.ranges for run in runs(*place)]:
        yield (label, *what, QUEUE, FINEST, 10**FINEST, low, upper, first, last, is_split, True)
        for grain, begins, ends in stretches(first, last, digits):
            own = kept_under(digits, grain)
            yield (label, *what, grain.value, own, 10**own, low, upper, begins, ends, is_split, False)


def _days(question: Question) -> tuple[date, date]:
    """A stock is the sum of all that ever began and ended, up to the day."""
    return (question.period.first, question.last) if isinstance(question.measure, Flow) else (date.min, question.at)
