"""How far the elections of a round are, place by place, and the three goals of 100 %.

What the city's "3 个 100%" of 2021 were, no published paper says. They are therefore a setting: LINLI_ELECTION_GOALS names
three of GOALS, each defined here in words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import State
from linli.domains.elections.models import Election, Member
from linli.domains.elections.models.after import AgeBand
from linli.kernel.divisions.models import Division

STANDS = ~Q(state=State.ANNULLED)
DONE = STANDS & (Q(declared_on__isnull=False) | Q(completed_on__isnull=False))
# The stages of the board, each with the states that are in it.
STAGES = (
    ("registered", _("未启动"), (State.REGISTERED,)),
    ("preparing", _("方案与选委会"), (State.PLANNED, State.COMMITTEE)),
    ("registration", _("选民登记与公布"), (State.REGISTRATION, State.LISTED)),
    ("candidates", _("候选人"), (State.NOMINATION, State.REVIEW, State.CANDIDATES)),
    ("polling", _("投票与计票"), (State.POLLING, State.COUNTING)),
    ("result", _("结果已公布"), (State.RESULT,)),
    ("closed", _("已移交、归档"), (State.HANDED_OVER, State.ARCHIVED)),
    ("annulled", _("已宣布无效"), (State.ANNULLED,)),
)


@dataclass(frozen=True)
class Goal:
    """A share that is to be 100 %: of the elections `among`, those that `holds`."""

    code: str
    name: Any
    definition: Any
    holds: Callable[[], Q]
    among: Q


def _has_member(**values: Any) -> Q:
    members = Member.objects.filter(election=OuterRef("pk"), **values)
    return Q(Exists(members))


ELECTED = STANDS & Q(declared_on__isnull=False)
GOALS = {
    each.code: each
    for each in (
        Goal(
            "completed",
            _("换届完成率"),
            _("应换届的村（社区）中，结果已公布或者已登记完成的占比。"),
            lambda: DONE,
            Q(),
        ),
        Goal(
            "double_head",
            _("一肩挑率"),
            _("在本系统公布结果的村（社区）中，主任同时是党组织负责人的占比。"),
            lambda: _has_member(is_double_head=True),
            ELECTED,
        ),
        Goal(
            "woman",
            _("有妇女成员率"),
            _("在本系统公布结果的村（社区）中，当选成员中有妇女的占比。"),
            lambda: _has_member(sex="2"),
            ELECTED,
        ),
        Goal(
            "young",
            _("有35岁及以下成员率"),
            _("在本系统公布结果的村（社区）中，当选成员中有35岁及以下的占比，年龄按当选日计算。"),
            lambda: _has_member(age_band=AgeBand.TO_35),
            ELECTED,
        ),
    )
}


@dataclass
class Row:
    """One place of the board. `met` and `among` belong to the goals, in their order."""

    place: Division
    due: int = 0
    stages: list[int] = field(default_factory=lambda: [0] * len(STAGES))
    met: list[int] = field(default_factory=list)
    among: list[int] = field(default_factory=list)

    def __iadd__(self, other: "Row") -> Self:
        self.due += other.due
        self.stages = [one + two for one, two in zip(self.stages, other.stages, strict=True)]
        self.met = [one + two for one, two in zip(self.met, other.met, strict=True)]
        self.among = [one + two for one, two in zip(self.among, other.among, strict=True)]
        return self

    @property
    def rates(self) -> list[str]:
        """As percentages with one digit, never rounded up to 100; a dash where there is nothing to count."""
        return [_rate(met, among) for met, among in zip(self.met, self.among, strict=True)]


def _rate(met: int, among: int) -> str:
    if not among:
        return "—"
    tenths = met * 1000 // among
    return f"{tenths // 10}.{tenths % 10}%"


def goals() -> list[Goal]:
    """The three that the city has set."""
    return [GOALS[code] for code in settings.LINLI_ELECTION_GOALS]


def list_rounds() -> list[str]:
    """The rounds on record in the scope, the latest first."""
    return list(Election.objects.order_by("-round").values_list("round", flat=True).distinct()[:20])


def board(round_: str, places: Sequence[Division]) -> list[Row]:
    """One row for each place, two queries in all: the places are disjoint, and what lies in one is counted in it.

    Of an election that was held again the second alone is counted.
    """
    wanted = goals()
    rows = {place.code: Row(place, met=[0] * len(wanted), among=[0] * len(wanted)) for place in places}
    ordered = sorted(places, key=lambda place: place.code)
    for values in _counted(Election.objects.filter(round=round_, held_again=None), wanted):
        place = _place_of(values["division"], ordered)
        if place is not None:
            rows[place.code] += _row(place, values, wanted)
    return list(rows.values())


def _counted(elections: QuerySet[Election], wanted: Iterable[Goal]) -> Any:
    sums = {name: Count("pk", filter=Q(state__in=states)) for name, _label, states in STAGES}
    for goal in wanted:
        sums |= {f"met_{goal.code}": Count("pk", filter=goal.holds() & goal.among)}
        sums |= {f"among_{goal.code}": Count("pk", filter=goal.among) if goal.among else Count("pk")}
    return elections.values("division").annotate(due=Count("pk"), **sums).order_by("division")


def _row(place: Division, values: dict[str, Any], wanted: Sequence[Goal]) -> Row:
    return Row(
        place,
        values["due"],
        [values[name] for name, _label, _states in STAGES],
        [values[f"met_{goal.code}"] for goal in wanted],
        [values[f"among_{goal.code}"] for goal in wanted],
    )


def _place_of(code: int, ordered: Sequence[Division]) -> Division | None:
    return next((place for place in ordered if place.code <= code < place.upper), None)
