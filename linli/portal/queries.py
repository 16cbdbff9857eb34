"""What the pages across domains ask: the place and the day of an address, the boards, the roads between figures and lists."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.queries import held, whole
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import (
    as_division,
    children_on,
    division_on,
    get_division,
    is_changed_since,
    list_ancestors,
    list_children,
    names_of,
    territory_on,
)
from linli.kernel.exchange.spec import spec_of
from linli.kernel.indicators.declaration import Flow, Indicator, Ratio
from linli.kernel.indicators.figures import Figure, answers
from linli.kernel.indicators.periods import (
    BadPeriod,
    Period,
    parse_period,
    twelve_months_to,
)
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.indicators.spread import Share, spread
from linli.kernel.ui.figures import may_see
from linli.kernel.ui.navigation import SECTIONS, section_of
from linli.kernel.workflow.models import Todo

HEADLINE = (
    "consultation.held",
    "consultation.solved",
    "committees.certified_rate",
    "grid.centres_standard_rate",
    "standards.certified",
    "workforce.certified",
)
THEN = "then"
COMPARABLE = ("county", "township", "village")


@dataclass(frozen=True)
class View:
    """Where and when a page looks, and on which map: today's, or that of the day `at` (`is_then`).

    `places` are the ranges of today's codes that make up the division as it was then; `blurred` names places that have since
    been merged with others and are counted whole.
    """

    division: Division
    at: date
    period: Period
    said_period: str
    today: date
    is_then: bool = False
    places: tuple[tuple[int, int], ...] = ()
    blurred: tuple[str, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Whether there is another map than today's to look at."""
        return self.is_then or is_changed_since(self.at)

    @property
    def on_the_other_map(self) -> str:
        return self.query(map="" if self.is_then else THEN)

    def query(self, **changes: Any) -> str:
        named = {
            "place": self.division.short_code,
            "at": self.at.isoformat(),
            "period": self.said_period,
            "map": THEN if self.is_then else "",
            **changes,
        }
        return urlencode({key: value for key, value in named.items() if value})


def view_of(request: HttpRequest, place: str = "") -> View:
    """The place (`place`, or `?place=`) and the day that a page's address names; by default the post's own, and today.

    Raises Http404 for a place that does not exist or is not wholly in scope.
    """
    post, params = request.post_held, request.GET
    at = day_of(params.get("at")) or request.now.date()
    is_then = params.get("map") == THEN
    code = place or params.get("place") or post.places[0].short_code
    try:
        division = division_on(code, at) if is_then else get_division(code)
    except Division.DoesNotExist:
        raise Http404(_("没有这个区划。")) from None
    territory = territory_on(division, at) if is_then else None
    ranges = territory.ranges if territory else (division.range,)
    if not all(post.scope.covers(*each) for each in ranges):
        raise Http404(_("没有这个区划。"))
    said = params.get("period", "")
    try:
        period = parse_period(said) if said else twelve_months_to(at)
    except BadPeriod:
        said, period = "", twelve_months_to(at)
    blurred = tuple(names_of(low for low, _high in territory.blurred).values()) if territory else ()
    places = ranges if ranges != (division.range,) else ()
    return View(division, at, period, said, request.now.date(), is_then, places, blurred)


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def sees_figures(post: Post) -> bool:
    return any(may_see(post, each) for each in all_indicators())


def colleagues(post: Post, at: date) -> list[Post]:
    """Those who hold a post in the unit on the day, oneself included."""
    return list(whole(held(at, Post.objects.filter(unit=post.unit_id))).order_by("user__name"))


def with_colleagues(todos: Iterable[Todo], post: Post, at: date) -> list[tuple[Todo, list[Post]]]:
    """Each to-do with the posts of the unit that it can be left to; none where there is but one."""
    found = colleagues(post, at)
    able = [(todo, [each for each in found if each.may(todo.permission)]) for todo in todos]
    return [(todo, each if len(each) > 1 else []) for todo, each in able]


def ordered(post: Post) -> list[Indicator]:
    """Every figure that the post may see, in the order of the 12341."""
    seen = [each for each in all_indicators() if may_see(post, each)]
    return sorted(seen, key=lambda each: SECTIONS.index(section_of(str(each.group))))


def grouped(view: View, post: Post) -> list[tuple[str, list[Figure]]]:
    """All figures of a place that the post may see, under the headings of the 12341."""
    found = answers([_asked(each, view) for each in ordered(post)])
    return [(group, list(each)) for group, each in groupby(found, key=lambda figure: str(figure.indicator.group))]


def _asked(indicator: Indicator, view: View) -> Question:
    return Question(indicator, view.division, view.at, view.period, is_split=False, places=view.places)


def headline(groups: list[tuple[str, list[Figure]]]) -> list[Figure]:
    """The figures that a leader looks for first, in the order of HEADLINE."""
    found = {each.code: each for _group, figures in groups for each in figures}
    return [found[code] for code in HEADLINE if code in found]


def told(groups: list[tuple[str, list[Figure]]]) -> list[tuple[str, list[Figure]]]:
    """The figures that say something about the place: a village has no task forces, and need not read so."""
    kept = [(group, [each for each in found if each.records or each.numerator]) for group, found in groups]
    return [(group, found) for group, found in kept if found]


def crumbs(view: View, scope) -> list[Division]:
    """The way down to the division, from the highest one that the asker may open."""
    return [each for each in list_ancestors(view.division) if scope.covers(*each.range)]


def children(view: View) -> list[Division]:
    """The divisions just below. A county-level code without townships (市辖区) is an address, not a place."""
    if view.is_then:
        return [as_division(each) for each in children_on(view.division, view.at) if each.level in COMPARABLE]
    below = Division.objects.filter(parent=OuterRef("pk"))
    found = list_children(view.division, view.today).filter(level__in=COMPARABLE)
    return list(found.filter(~Q(level="county") | Exists(below)))


def roads(view: View, **kept: Any) -> list[dict[str, Any]]:
    """The divisions just below, each with the query that shows the same page for it."""
    return [{"division": each, "query": view.query(place=each.short_code, **kept)} for each in children(view)]


def comparison(view: View, indicator: Indicator) -> dict[str, Any]:
    """The chart of a figure over the divisions just below, in the shape that charts.js draws."""
    shares = _shares(view, indicator, children(view))
    page = reverse("portal:trace", args=[indicator.code])
    return {
        "kind": "bar",
        "unit": str(indicator.unit),
        "name": str(indicator.name),
        "labels": [share.division.name for share in shares],
        "values": [plain(share.value) for share in shares],
        "urls": [f"{page}?{view.query(place=share.division.short_code)}" for share in shares],
        "parts": [[share.numerator, share.denominator] for share in shares] if isinstance(indicator, Ratio) else None,
    }


def _shares(view: View, indicator: Indicator, below: list[Division]) -> list[Share]:
    """What falls to each of the divisions just below; on the map of then each is asked for by the ranges it has today."""
    question = Question(indicator, view.division, view.at, view.period)
    if not view.is_then:
        return spread(question, below)
    asked = [
        replace(question, division=each, is_split=False, places=territory_on(each, view.at).ranges) for each in below
    ]
    found = zip(below, answers(asked), strict=True)
    return [Share(each, figure.value, figure.numerator, figure.denominator) for each, figure in found]


def plain(value: Any) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    # Never rounded up: 99.99 % must not be drawn as 100.
    return int(value * 100) / 100


def months_before(at: date, count: int) -> list[Period]:
    """The calendar months up to and including the one of `at`, oldest first; none before the calendar begins."""
    first = max(at.year * 12 + at.month - count, 12)
    count = at.year * 12 + at.month - first
    return [parse_period(f"{month // 12:04d}-{month % 12 + 1:02d}") for month in range(first, first + count)]


def history(view: View, indicator: Indicator) -> dict[str, Any]:
    """The last twelve months: what happened in each (a flow), or what was true at the end of each (a stock, a ratio)."""
    months = months_before(view.at, 12)
    found = answers([_at_end_of(month, view, indicator) for month in months])
    return {
        "kind": "line",
        "unit": str(indicator.unit),
        "name": str(indicator.name),
        "labels": [f"{month.first.year}-{month.first.month:02d}" for month in months],
        "values": [plain(figure.value) for figure in found],
        "urls": None,
        "parts": None,
    }


def dimensions(figure: Figure) -> list[tuple[str, list[tuple[str, Any, str]]]]:
    """Each dimension of a figure as (its name, [(label, value, address of that part)])."""
    found = []
    for name, keys in figure.by.items():
        column = figure.indicator.dimensions[name]
        field = figure.indicator.records._meta.get_field(column.split("__")[0])
        labels = {str(value): str(label) for value, label in field.choices or []}
        question = figure.question
        page = reverse("portal:trace", args=[figure.code])
        parts = [
            (
                labels.get(key, key),
                value,
                f"{page}?{replace(question, dims={**question.dims, name: key}).query()}",
            )
            for key, value in sorted(keys.items())
        ]
        found.append((str(field.verbose_name), parts))
    return found


def _at_end_of(month: Period, view: View, indicator: Indicator) -> Question:
    day = min(month.last, view.at)
    span = month if isinstance(indicator, Flow) else twelve_months_to(day)
    return Question(indicator, view.division, day, span, places=view.places)


def records_url(figure: Figure) -> str | None:
    """The list page that shows exactly the records behind a figure; none on the map of then, which lists do not know."""
    if isinstance(figure.indicator, Ratio) or figure.question.places:
        return None
    spec = spec_of(figure.indicator.records)
    return f"{spec.url()}?{figure.question.query()}" if spec else None
