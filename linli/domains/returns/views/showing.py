"""A form as its page shows it: what has to be looked at open, the rest folded, each value with what it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from linli.domains.returns.enums import Source
from linli.domains.returns.models import Answer, Row
from linli.domains.returns.queries.answers import cells_with_sources
from linli.domains.returns.rules import progress
from linli.domains.returns.rules.asked import FACT, FIGURE, Asked
from linli.domains.returns.rules.cells import Cell
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.values import masked, shown
from linli.kernel.accounts.models import Post
from linli.kernel.exchange.spec import all_specs
from linli.kernel.ui.navigation import page_url

INPUTS = {Kind.INT: "numeric", Kind.NUMBER: "decimal", Kind.PHONE: "tel"}
LONG_TEXT = 40


@dataclass(frozen=True)
class CellView:
    """One cell. `asked` may be no more than read where it is a figure."""

    row_id: int
    asked: Asked
    cell: Cell
    remark: str = ""
    fault: str = ""
    url: str = ""
    may_type: bool = True

    @property
    def id(self) -> str:
        return f"c{self.row_id}-{self.asked.index}"

    @cached_property
    def address(self) -> str:
        return reverse("returns:cell", kwargs={"pk": self.row_id, "index": self.asked.index})

    @property
    def headings(self) -> str:
        return "·".join(self.asked.path)

    @cached_property
    def value(self) -> str:
        return masked(self.asked, self.cell.value)

    @cached_property
    def is_masked(self) -> bool:
        return self.value != shown(self.asked, self.cell.value)

    @cached_property
    def typed_value(self) -> str:
        return "" if self.is_masked else self.value

    @cached_property
    def options(self) -> list[str]:
        if self.asked.kind is Kind.BOOL:
            return [shown(self.asked, True), shown(self.asked, False)]
        own = list(self.asked.choices) if self.asked.kind is Kind.CHOICE else []
        return own if not own or not self.value or self.value in own else [self.value, *own]

    @property
    def inputmode(self) -> str:
        return INPUTS.get(self.asked.kind, "text")

    @property
    def is_date(self) -> bool:
        return self.asked.kind is Kind.DATE

    @property
    def is_number(self) -> bool:
        return self.asked.kind in {Kind.INT, Kind.NUMBER}

    @cached_property
    def is_missing(self) -> bool:
        return self.asked.may_be_typed and self.asked.is_required and self.cell.value is None

    @cached_property
    def is_typed(self) -> bool:
        return self.cell.source in progress.TYPED

    @cached_property
    def was(self) -> Cell | None:
        """What it was when it was sent, where somebody has corrected it."""
        return progress.first(self.cell) if self.is_typed else None

    @cached_property
    def was_value(self) -> str:
        if self.was is None or self.asked.is_personal:
            return _("原值已加密保存") if self.was else ""
        return shown(self.asked, self.was.value) or _("空白")

    @property
    def is_changed(self) -> bool:
        return self.was is not None

    @cached_property
    def is_open(self) -> bool:
        """Missing, changed or doubtful, or remarked upon; an empty cell that may stay so is folded."""
        return bool(self.is_missing or self.is_typed or self.cell.doubt or self.remark or self.fault)

    @cached_property
    def may_confirm(self) -> bool:
        is_unsure = bool(self.cell.doubt) or self.cell.source == Source.LAST
        return self.may_type and is_unsure and self.cell.value is not None and not self.is_typed

    @cached_property
    def source(self) -> str:
        """登记册 2021-07-09, in which case `url` may open it; who typed it; or nothing."""
        if not self.cell.source:
            return ""
        words = [
            str(Source(self.cell.source).label),
            self.cell.by,
            self.cell.as_of.isoformat() if self.cell.as_of else "",
        ]
        return " ".join(word for word in words if word)

    @cached_property
    def state(self) -> str:
        """For the style sheet: the most urgent first."""
        for name in ("fault", "remark", "is_missing"):
            if getattr(self, name):
                return name.removeprefix("is_")
        return "doubt" if self.cell.doubt else "changed" if self.is_changed else "typed" if self.is_typed else "known"

    def to_json(self) -> dict[str, Any]:
        """What the page puts in place after a cell was saved."""
        return {
            "value": self.value,
            "typed": self.typed_value,
            "source": self.source,
            "url": self.url,
            "state": self.state,
            "doubt": self.cell.doubt,
            "was": self.was_value,
            "mayUndo": self.is_typed,
            "mayConfirm": self.may_confirm,
        }


@dataclass(frozen=True)
class RowView:
    row: Row
    title: str
    cells: list[CellView] = field(default_factory=list)

    @cached_property
    def open(self) -> list[CellView]:
        return [each for each in self.cells if each.is_open]

    @cached_property
    def folded(self) -> list[CellView]:
        return [each for each in self.cells if not each.is_open]


def rows_shown(
    answer: Answer,
    rows: Sequence[Row],
    columns: Sequence[Asked],
    *,
    by: Post,
    may_type: bool,
    faults: Mapping[tuple[int, int], str] | None = None,
) -> list[RowView]:
    opener = Opener(by)
    return [row_shown(answer, row, columns, opener, may_type=may_type, faults=faults or {}) for row in rows]


def row_shown(
    answer: Answer,
    row: Row,
    columns: Sequence[Asked],
    opener: "Opener",
    *,
    may_type: bool,
    faults: Mapping[tuple[int, int], str],
) -> RowView:
    known = cells_with_sources(row)
    cells = [
        CellView(
            row.pk,
            column,
            cell := known.get(column.index, Cell()),
            row.remarks.get(str(column.index), ""),
            faults.get((row.pk, column.index), ""),
            opener.url(cell.of),
            may_type and column.may_be_typed,
        )
        for column in columns
        if column.is_cell
    ]
    return RowView(row, _title(answer, row, cells), cells)


def _title(answer: Answer, row: Row, cells: Sequence[CellView]) -> str:
    if answer.request.subject == Subject.DIVISION:
        return answer.division.name
    name = next((each.value for each in cells if each.asked.kind is Kind.TEXT and each.value), "")
    return name or _("第%(number)d行") % {"number": row.ordinal}


class Opener:
    """The address of what a value comes from, where this post may open it."""

    def __init__(self, by: Post):
        self._by = by
        self._specs = {spec.code: spec for spec in all_specs() if by.may(spec.view_permission)}

    def url(self, of: str) -> str:
        if of.startswith(FIGURE):
            code, _mark, query = of.removeprefix(FIGURE).partition("?")
            page = page_url("figure", code)
            return f"{page}?{query}" if page else ""
        if of.startswith(FACT):
            return _reversed("returns:fact_detail", of.removeprefix(FACT))
        code, _colon, key = of.partition(":")
        if code == "returns.answer":
            return _reversed("returns:answer", key)
        spec = self._specs.get(code)
        return spec.url("detail", pk=int(key)) if spec is not None and key.isdecimal() else ""


def _reversed(name: str, key: str) -> str:
    try:
        return reverse(name, kwargs={"pk": int(key)})
    except (NoReverseMatch, ValueError):
        return ""
