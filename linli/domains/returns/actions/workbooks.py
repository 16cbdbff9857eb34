"""Workbooks that go out: a community's own, prefilled and locked but for what it may type, for working without the page."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import IO

from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.answers import cells_of
from linli.domains.returns.queries.merging import Names
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules.asked import Asked, Layout
from linli.domains.returns.rules.cells import Value
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.keys import Key, Marks, packed
from linli.domains.returns.rules.sheets import base_of, masked, plain_text, table_of, written
from linli.domains.returns.rules.values import shown
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.exchange.workbooks.handing import Handed
from linli.kernel.exchange.workbooks.handing import hand_out as write_handed

_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


def file_name(answer: Answer) -> str:
    """村名-报表名.xlsx, with the period where there are several."""
    parts = [answer.division.name, answer.request.title]
    if answer.request.rhythm != "once":
        parts.append(answer.period_on.isoformat())
    return "-".join(_UNFIT.sub("", part)[:60] for part in parts) + ".xlsx"


def hand_out(answer: Answer, *, by: Post, at: datetime) -> bytes:
    """The answer's workbook, audited. Raises PermissionRefused, OutOfScope, WorkbookRefused."""
    require(by, Permission.ANSWER)
    require_place(by, answer.division)
    rows = list(Row.objects.filter(answer=answer).order_by("ordinal"))
    log.happened("hand_out", by=by, at=at, division_id=answer.division_id, record=answer)
    return _Forms(answer.request, [answer]).workbook(answer, rows, at=at)


def hand_out_many(request: Request, answers: Sequence[Answer], out: IO[bytes], *, by: Post, at: datetime) -> int:
    """A zip of the workbooks of several answers to one period of a request; how many there are."""
    require(by, Permission.ANSWER)
    rows: dict[int, list[Row]] = {}
    for row in Row.objects.filter(answer__in=answers).order_by("answer_id", "ordinal"):
        rows.setdefault(row.answer_id, []).append(row)
    forms = _Forms(request, answers)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, answer in _named(answers):
            require_place(by, answer.division)
            log.happened("hand_out", by=by, at=at, division_id=answer.division_id, record=answer)
            archive.writestr(name, forms.workbook(answer, rows.get(answer.pk, []), at=at))
    return len(answers)


def _named(answers: Iterable[Answer]) -> Iterable[tuple[str, Answer]]:
    """Two communities of one name get their codes."""
    taken: set[str] = set()
    for answer in answers:
        name = file_name(answer)
        if name in taken:
            name = f"{answer.division.short_code}-{name}"
        taken.add(name)
        yield name, answer


class _Forms:
    """What the workbooks of one request have in common."""

    def __init__(self, request: Request, answers: Sequence[Answer]):
        self.columns = columns_of(request)
        layout = Layout.from_json(request.form)
        self.base, self.layout = base_of(bytes(request.workbook), layout, self.columns, request.title)
        self.open = [each for each in self.columns if each.may_be_typed]
        on = max((each.period_on for each in answers), default=None)
        self.names = Names(on, self.columns, [each.division_id for each in answers]) if on else None
        self.lists = {
            each.index: each.choices for each in self.open if each.kind in (Kind.CHOICE, Kind.BOOL) and each.choices
        }

    def workbook(self, answer: Answer, rows: Sequence[Row], *, at: datetime) -> bytes:
        values = [(row, cells_of(row)) for row in rows]
        lines = [self._line(answer, row.ordinal, found) for row, found in values]
        handed = Handed(
            key=self._key(answer, values, at).signed(),
            tokens=[str(row.pk) for row in rows],
            open_columns=frozenset(each.index for each in self.open),
            lists=self.lists,
        )
        out = io.BytesIO()
        write_handed(self.base, table_of(self.layout), lines, handed, out)
        return out.getvalue()

    def _line(self, answer: Answer, ordinal: int, values: Mapping[int, Value]) -> list:
        line: list = [None] * max((each.index for each in self.columns), default=0)
        assert self.names is not None
        for index, name in self.names.of(answer.division_id).items():
            line[index - 1] = name
        for column in self.columns:
            if column.is_serial:
                line[column.index - 1] = ordinal
            elif column.is_cell:
                line[column.index - 1] = written(column, masked(column, values.get(column.index)))
        return line

    def _key(self, answer: Answer, rows: Sequence[tuple[Row, Mapping[int, Value]]], at: datetime) -> Key:
        salt = secrets.token_hex(8)
        marks = Marks(answer.pk, salt)
        return Key(
            answer=answer.pk,
            request=answer.request_id,
            division=answer.division_id,
            period_on=answer.period_on.isoformat(),
            handed_at=at.isoformat(),
            salt=salt,
            sheet=self.layout.sheet,
            first_row=self.layout.first_row,
            columns=tuple(each.index for each in self.open),
            rows={
                str(row.pk): packed([marks_of(marks, each, values.get(each.index)) for each in self.open])
                for row, values in rows
            },
        )


def marks_of(marks: Marks, asked: Asked, value: Value) -> tuple[bytes, bytes]:
    """Of the value, and of the text that the workbook shows for it."""
    return marks.of(value), marks.of_text(text_of(asked, value))


def text_of(asked: Asked, value: Value) -> str:
    """What a cell of the workbook holds where nobody touched it, in the spelling of `plain_text`."""
    seen = masked(asked, value)
    return plain_text(shown(asked, seen) if isinstance(seen, bool) else seen)
