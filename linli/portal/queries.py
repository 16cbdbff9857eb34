"""What the pages across domains ask: the place and the day of an address, the boards, the roads between figures and lists."""

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
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division, list_ancestors, list_children
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
from linli.kernel.indicators.spread import spread
from linli.kernel.ui.navigation import SECTIONS, section_of

HEADLINE = (
    "consultation.held",
    "consultation.solved",
    "committees.certified_rate",
    "grid.centres_standard_rate",
    "standards.certified",
    "workforce.certified",
)
COMPARABLE = ("county", "township", "village")


@dataclass(frozen=True)
class View:
    """Where and when a page looks."""

    division: Division
    at: date
    period: Period
    said_period: str

    def query(self, **changes: Any) -> str:
        named = {
            "place": self.division.short_code,
            "at": self.at.isoformat(),
            "period": self.said_period,
            **changes,
        }
        return urlencode({key: value for key, value in named.items() if value})


def view_of(request: HttpRequest, place: str = "") -> View:
    """The place (`place`, or `?place=`) and the day that a page's address names; by default the post's own, and today.

    Raises Http404 for a place that does not exist or is not wholly in scope.
    """
    post, params = request.post_held, request.GET
    try:
        code = place or params.get("place")
        division = get_division(code) if code else post.places[0]
    except Division.DoesNotExist:
        raise Http404(_("没有这个区划。")) from None
    if not post.scope.covers(*division.range):
        raise Http404(_("没有这个区划。"))
    at = day_of(params.get("at")) or request.now.date()
    said = params.get("period", "")
    try:
        period = parse_period(said) if said else twelve_months_to(at)
    except BadPeriod:
        said, period = "", twelve_months_to(at)
    return View(division, at, period, said)


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def may_see(post: Post, indicator: Indicator) -> bool:
    """A figure is for whoever may see the records behind it."""
    measures = [*indicator.of, indicator.among] if isinstance(indicator, Ratio) else [indicator]
    specs = [spec_of(each.records) for each in measures]
    return all(spec is not None and post.may(spec.view_permission) for spec in specs)


def sees_figures(post: Post) -> bool:
    return any(may_see(post, each) for each in all_indicators())


def ordered(post: Post) -> list[Indicator]:
    """Every figure that the post may see, in the order of the 12341."""
    seen = [each for each in all_indicators() if may_see(post, each)]
    return sorted(seen, key=lambda each: SECTIONS.index(section_of(str(each.group))))


def grouped(view: View, post: Post) -> list[tuple[str, list[Figure]]]:
    """All figures of a place that the post may see, under the headings of the 12341."""
    found = answers([Question(each, view.division, view.at, view.period, is_split=False) for each in ordered(post)])
    return [(group, list(each)) for group, each in groupby(found, key=lambda figure: str(figure.indicator.group))]


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
    below = Division.objects.filter(parent=OuterRef("pk"))
    found = list_children(view.division, view.at).filter(level__in=COMPARABLE)
    return list(found.filter(~Q(level="county") | Exists(below)))


def roads(view: View, **kept: Any) -> list[dict[str, Any]]:
    """The divisions just below, each with the query that shows the same page for it."""
    return [{"division": each, "query": view.query(place=each.short_code, **kept)} for each in children(view)]


def comparison(view: View, indicator: Indicator) -> dict[str, Any]:
    """The chart of a figure over the divisions just below, in the shape that charts.js draws."""
    below = children(view)
    shares = spread(Question(indicator, view.division, view.at, view.period), below)
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
    return Question(indicator, view.division, day, span)


def records_url(figure: Figure) -> str | None:
    """The list page that shows exactly the records behind a figure."""
    if isinstance(figure.indicator, Ratio):
        return None
    spec = spec_of(figure.indicator.records)
    return f"{spec.url()}?{figure.question.query()}" if spec else None
