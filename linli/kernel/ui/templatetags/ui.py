"""Components: `{% load ui %}` in any template of the house."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.kernel.divisions.models import Division
from linli.kernel.ui import display
from linli.kernel.ui.navigation import page_url

register = template.Library()

register.filter("grouped", display.grouped)
register.filter("yuan", display.yuan)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A drawing beside words; it says nothing by itself. The names are the ids in static/linli/icons.svg."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("linli/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/parts/figure_card.html")
def figure_card(figure: Any, url: str = "", *, is_exact: bool = False) -> dict[str, Any]:
    """A figure with its unit, name and 口径; leads to its trace page unless `url` names another.

    Money stands to two places of its 万元 unless `is_exact`; the exact amount is shown on hover.
    """
    page = page_url("figure", figure.code)
    exact = display.grouped(figure.value)
    is_long = isinstance(figure.value, Decimal) and not is_exact
    value = display.grouped(round(figure.value, 2)) if is_long else exact
    return {
        "figure": figure,
        "indicator": figure.indicator,
        "value": value,
        "exact": exact if exact != value else "",
        "is_ratio": figure.denominator is not None,
        "url": url or (f"{page}?{figure.question.query()}" if page else ""),
    }


@register.inclusion_tag("ui/parts/chart.html")
def chart(name: str, data: dict[str, Any], height: str = "medium") -> dict[str, Any]:
    """A drawing of `{kind, unit, name, labels, values, urls, parts}` with the same numbers as a table.

    `kind` is bar, hbar, line or pie; `height` small, medium or large. `name` must be unique on the page.
    """
    urls, parts = data.get("urls") or [], data.get("parts") or []
    rows = [
        {
            "label": label,
            "value": display.grouped(value) if isinstance(value, int) or value is None else value,
            "url": urls[place] if place < len(urls) else "",
            "part": parts[place] if place < len(parts) else None,
        }
        for place, (label, value) in enumerate(zip(data["labels"], data["values"], strict=True))
    ]
    return {"id": name, "data": data, "rows": rows, "height": height}


@register.inclusion_tag("ui/parts/deadline.html")
def deadline(due_on: date | None, today: date, basis: str = "", *, is_done: bool = False) -> dict[str, Any]:
    """The day by which something is due, with the article that says so; red when past, amber in its last three days."""
    left = (due_on - today).days if due_on else None
    tone, words = "", ""
    if left is not None and not is_done:
        tone = "late" if left < 0 else "soon" if left <= 3 else ""
        words = _("今天到期") if left == 0 else _("已超期%(days)d天") if left < 0 else _("还有%(days)d天")
        words = words % {"days": abs(left)} if left else words
    return {"due_on": due_on, "basis": basis, "tone": tone, "words": words, "is_done": is_done}


@register.inclusion_tag("ui/parts/division_trail.html", takes_context=True)
def division_trail(
    context: template.Context, divisions: Sequence[Division], url_name: str = "", param: str = ""
) -> dict[str, Any]:
    """The way down to a place. Each step links to `url_name` with its code, or to this page with `param` set to it."""

    def address(place: Division) -> str:
        if param:
            query = context["request"].GET.copy()
            query[param] = place.short_code
            query.pop("page", None)
            return f"?{query.urlencode()}"
        try:
            return reverse(url_name, args=[place.short_code]) if url_name else page_url("place", place.short_code)
        except NoReverseMatch:
            return ""

    # On a page about the place itself a way of one step would only repeat the heading.
    is_heading = bool(param or url_name) and len(divisions) == 1
    return {"steps": [(place, address(place)) for place in divisions], "is_heading": is_heading}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(label: str, current: str, *pairs: str) -> dict[str, Any]:
    """Links as tabs: `{% tabs "页签" tab "detail" "内容" url1 "history" "历史" url2 %}`; code, wording and address in turn."""
    found = [
        {"code": code, "text": text, "url": url}
        for code, text, url in zip(pairs[::3], pairs[1::3], pairs[2::3], strict=True)
    ]
    return {"label": label, "current": current, "tabs": found}


@register.filter
def spec_url(spec: Any, page: str) -> str:
    """The address of a page of a register that takes no record: list, create, import, template."""
    return spec.url(page)


@register.simple_tag
def record_url(spec: Any, page: str, pk: int, action: str = "") -> str:
    """The address of a page about one record: detail, edit, history or act."""
    return spec.url(page, pk=pk, action=action) if action else spec.url(page, pk=pk)
