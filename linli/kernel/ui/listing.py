"""What a list shows, read off its address. Unknown or hostile parameters are ignored, never an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import Figure, figure_from_query
from linli.kernel.privacy.cipher import normalised
from linli.kernel.ui import keyset, places
from linli.kernel.ui.display import Column, columns_of, model_field
from linli.kernel.ui.filters import Control, Part, read_filter
from linli.kernel.ui.keyset import KeysetPage
from linli.kernel.ui.navigation import page_url

PAGE_SIZE = 50
MAX_WORDS = 5
FIGURE_PARAMS = ("figure", "place", "at", "period")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class WrongRegister(ValueError):
    """The figure in the address counts other records than this register holds."""


@dataclass
class Listing:
    """A list as asked for. `params` holds only what was understood, so that links carry nothing else on."""

    spec: RecordSpec
    post: Post
    at: datetime
    params: dict[str, str]
    figure: Figure | None = None
    place: Division | None = None
    parts: list[Part] = field(default_factory=list)
    sort: str = ""

    @property
    def records(self) -> QuerySet:
        """All records asked for, in order; also what an export holds."""
        base = self.figure.queryset() if self.figure else self.spec.model.objects.filter(self.spec.listed)
        if self.place is not None:
            base = base.filter(division_id__gte=self.place.code, division_id__lt=self.place.upper)
        for part in self.parts:
            base = base.filter(part.condition)
        for word in self.params.get("q", "").split()[:MAX_WORDS]:
            base = base.filter(_matches(self.spec, word))
        order = [self.sort] if self.sort else list(self.spec.ordering)
        return base.select_related(*related_names(self.spec)).order_by(*order, "pk")

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def controls(self) -> list[Control]:
        return [control for part in self.parts for control in part.controls]

    @property
    def notices(self) -> list[str]:
        return [notice for part in self.parts for notice in part.notices]

    @property
    def chips(self) -> list[dict[str, str]]:
        """What limits the list, each with the address of the list without it."""
        found = [(text, names) for part in self.parts for text, names in part.chips]
        if self.place is not None:
            found.insert(0, (_("区划：%(name)s") % {"name": self.place.name}, ("division",)))
        if words := self.params.get("q"):
            found.insert(0, (_("含“%(words)s”") % {"words": words}, ("q",)))
        return [{"text": text, "url": self.address(dict.fromkeys(names, ""))} for text, names in found]

    @property
    def hidden(self) -> dict[str, str]:
        """The parameters that the filter form carries on unseen: those of the figure."""
        return {name: value for name, value in self.params.items() if _is_of_figure(name)}

    @property
    def headers(self) -> list[dict[str, Any]]:
        """The columns with the address that orders by them, and how they are ordered now."""
        return [self._header(column) for column in columns_of(self.spec)]

    def _header(self, column: Column) -> dict[str, Any]:
        name = self.sort.removeprefix("-")
        current = "" if not column.sort or name != column.sort else ("down" if self.sort.startswith("-") else "up")
        following = f"-{column.sort}" if current == "up" else column.sort
        is_sortable = column.sort in sortable(self.spec)
        return {"column": column, "order": current, "url": self.address({"sort": following}) if is_sortable else ""}

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The orders as a choice, for a screen too narrow for column heads."""
        found = [{"value": "", "label": _("默认排序"), "is_chosen": not self.sort}]
        for column in columns_of(self.spec):
            for value, mark in ((column.sort, "↑"), (f"-{column.sort}", "↓")):
                if column.sort in sortable(self.spec):
                    label = f"{column.label} {mark}"
                    found.append({"value": value, "label": label, "is_chosen": self.sort == value})
        return found

    def page(self) -> Page | KeysetPage:
        """The page asked for, or the nearest one there is."""
        if self.spec.is_large:
            keys = {name: self.params.get(name, "") for name in ("after", "before")}
            return keyset.page(self.records, PAGE_SIZE, **keys)
        text = self.params.get("page", "")
        number = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 1
        paginator = Paginator(self.records, PAGE_SIZE)
        return paginator.page(min(max(number, 1), paginator.num_pages))

    def turned_to(self, page: Page | KeysetPage) -> dict[str, str]:
        """The parameters that lead to this page again."""
        if isinstance(page, KeysetPage):
            return {name: self.params.get(name, "") for name in ("after", "before")}
        return {"page": str(page.number) if page.number > 1 else ""}

    def steps(self, page: Page | KeysetPage) -> list[dict[str, Any]]:
        """The links of the pager; none where one page holds all."""
        if isinstance(page, KeysetPage):
            return self._keyset_steps(page) if page.before or page.after else []
        if page.paginator.num_pages == 1:
            return []
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        return [
            self._step(page, page.number - 1, "previous", _("上一页")),
            *(self._step(page, number, str(number), str(number)) for number in numbers),
            self._step(page, page.number + 1, "next", _("下一页")),
        ]

    def _keyset_steps(self, page: KeysetPage) -> list[dict[str, Any]]:
        ways = (("before", page.before, "previous", _("上一页")), ("after", page.after, "next", _("下一页")))
        return [
            {"name": name, "text": text, "label": text, "url": self.address({way: key}) if key else ""}
            for way, key, name, text in ways
        ]

    def _step(self, page: Page, number: int | str, name: str, text: str) -> dict[str, Any]:
        is_real = isinstance(number, int) and 1 <= number <= page.paginator.num_pages
        label = _("第%(number)s页") % {"number": number} if name.isdigit() else text
        url = self.address({"page": str(number)}) if is_real else ""
        return {"name": name, "text": text, "label": label, "url": url, "is_current": number == page.number}

    def address(self, changes: Mapping[str, str] | None = None, page: str = "list") -> str:
        """The address of this list with some parameters changed; it starts again at page one."""
        kept = {**self.params, "page": "", "after": "", "before": "", **(changes or {})}
        query = urlencode({name: value for name, value in kept.items() if value})
        url = self.spec.url(page)
        return f"{url}?{query}" if query else url


def read(spec: RecordSpec, post: Post, at: datetime, query: Mapping[str, str]) -> Listing:
    """Understand an address. Raises WrongRegister, and what a figure in the address raises."""
    params = {name: clean(value) for name, value in query.items() if clean(value)}
    found = figure_from_query(params, at.date()) if params.get("figure") else None
    if found is not None and (isinstance(found.indicator, Ratio) or found.indicator.records is not spec.model):
        raise WrongRegister(_("指标“%(name)s”数的不是本登记簿的记录。") % {"name": found.indicator.name})
    parts = [read_filter(spec, name, params) for name in spec.filters]
    place = places.find_place(post, params.get("division", ""))
    sort = params.get("sort", "") if params.get("sort", "").removeprefix("-") in sortable(spec) else ""
    known = {"q", "page", "after", "before"} | {
        name for part in parts for control in part.controls for name in [control.name]
    }
    kept = {name: value for name, value in params.items() if name in known or (found and _is_of_figure(name))}
    kept |= {"sort": sort} if sort else {}
    kept |= {"division": place.short_code} if place else {}
    return Listing(spec, post, at, kept, found, place, parts, sort)


def clean(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text).strip()[:100]


def sortable(spec: RecordSpec) -> set[str]:
    return set() if spec.is_large else {column.sort for column in columns_of(spec) if column.sort}


def related_names(spec: RecordSpec) -> set[str]:
    """The foreign keys that a list shows, so that a page costs the same however many rows it has."""
    shown = [model_field(spec, name) for name in (*spec.columns, "division")]
    keys = {field.name for field in shown if isinstance(field, models.ForeignKey)}
    return keys | set(spec.select_related)


def figure_page(found: Figure) -> str:
    """The trace page of a figure, where there is one."""
    page = page_url("figure", found.code)
    return f"{page}?{found.question.query()}" if page else ""


def _is_of_figure(name: str) -> bool:
    return name in FIGURE_PARAMS or name.startswith("dim.")


def _matches(spec: RecordSpec, word: str) -> Q:
    condition = Q(pk__in=[])
    for name in spec.search:
        condition |= Q(**{f"{name}__icontains": word})
    for name in spec.begins:
        condition |= Q(**{f"{name}__begins": normalised(word)})
    if re.fullmatch(r"[0-9]{12}", word):
        condition |= Q(division_id=int(word) * 1000)
    return condition
