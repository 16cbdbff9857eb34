"""Filling in a form, cell by cell, by several people at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.actions.finding import on_register
from linli.domains.returns.actions.sending import sealed_text
from linli.domains.returns.enums import AnswerState, RequestState, Rhythm, Source
from linli.domains.returns.models import HEAVY, Answer, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.answers import WAS, cells_of, sealed_of
from linli.domains.returns.queries.prefill import Prefilled, columns_of, facts_known, rows_for
from linli.domains.returns.queries.registers import Read
from linli.domains.returns.rules import progress
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.rules.subject_rows import MARK, is_marked, named, naming_column
from linli.domains.returns.rules.values import doubt, masked, read, shown
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused, alter, enter, locked
from linli.kernel.audit.keeping import doing
from linli.kernel.privacy.cipher import fingerprint

WRITABLE = (AnswerState.OPEN, AnswerState.RETURNED)
MOST_STEPS_BACK = 5
MOST_ROWS = 2000


class _Unasked:
    """Nobody has said what they saw."""


UNASKED = _Unasked()


class BadValue(Refused):
    """The value is none of the column's; the message says what to do."""


class Overtaken(Refused):
    """Somebody else has changed the cell since it was looked at. `current`: the value as it now is, as text; `by`: whose."""

    def __init__(self, current: str, by: str):
        self.current, self.by = current, by
        super().__init__(
            _("%(by)s刚改成“%(value)s”，请核对。") % {"by": by or _("他人"), "value": current or _("空白")}
        )


def set_cell(
    row: Row,
    index: int,
    value: Any,
    *,
    by: Post,
    at: datetime,
    source: str = Source.TYPED,
    expected: Any = UNASKED,
) -> Row:
    """Put what was typed into a cell; the same value again says that somebody has looked and it is right.

    `expected`: the text that the person saw there; Overtaken where it is another by now. Raises PermissionRefused,
    OutOfScope, Refused, BadValue.
    """
    with doing("fill", by=by, at=at):
        current, columns = _writable(row, by)
        column = _typed(columns, index)
        kept, fault = read(column, value)
        if fault:
            raise BadValue(fault)
        values, before = cells_of(current), _cell(current, index)
        _refuse_overtaken(column, values.get(index), before, expected, kept)
        if kept == values.get(index) and not (before.doubt or before.source == Source.LAST):
            return current
        cell = Cell(None, source, before.of, timezone.localdate(at), by.user.name, doubt(column, value))
        changes = put(current, column, cell, kept)
        changes |= _named(current, columns, column, kept, changes=changes, by=by, at=at)
        return alter(current, "fill", by=by, at=at, **changes)


def undo_cell(row: Row, index: int, *, by: Post, at: datetime) -> Row:
    """Bring back what the cell was before it was last typed. Raises what `set_cell` raises."""
    with doing("undo", by=by, at=at):
        current, columns = _writable(row, by)
        column = _typed(columns, index)
        cell = _cell(current, index)
        if cell.source not in progress.TYPED:
            raise Refused(_("这一格没有改过，不用撤销。"))
        cells, sealed = dict(current.cells), sealed_of(current)
        earlier = sealed.get(WAS, {}).get(str(index), [])
        _store_value(sealed, column.index, earlier.pop() if earlier else None, earlier)
        if cell.was is None:
            cells.pop(str(index), None)
        else:
            cells[str(index)] = cell.was.to_json()
        return alter(current, "undo", by=by, at=at, cells=cells, sealed=_sealed(sealed))


def add_row(answer: Answer, *, by: Post, at: datetime) -> Row:
    """An empty line more, on a form whose rows communities name. Raises PermissionRefused, OutOfScope, Refused."""
    with doing("add_row", by=by, at=at):
        current = _open(answer, by)
        _refuse_given_rows(current)
        last = Row.objects.filter(answer=current).aggregate(last=Max("ordinal"))["last"] or 0
        if Row.objects.filter(answer=current).count() >= MOST_ROWS:
            raise Refused(_("一张表最多%(most)d行。") % {"most": MOST_ROWS})
        made = Row(answer=current, division=current.division, ordinal=last + 1)
        return enter(made, "add_row", by=by, at=at)


def remove_row(row: Row, *, by: Post, at: datetime) -> None:
    """Raises what `add_row` raises."""
    with doing("remove_row", by=by, at=at):
        current, _columns = _writable(row, by)
        _refuse_given_rows(current.answer)
        current.delete()


def refresh(answer: Answer, *, by: Post, at: datetime) -> int:
    """Bring every cell that nobody has touched up to date with the records; returns how many cells changed."""
    with doing("refresh", by=by, at=at):
        current = _open(answer, by)
        day = timezone.localdate(at)
        if current.request.rhythm != Rhythm.ONCE:
            day = min(day, current.period_until)
        filled = rows_for(current.request, [current.division], on=day)[current.division_id]
        rows = {row.about: row for row in locked(Row.objects.filter(answer=current).order_by("ordinal"))}
        count, last = 0, max((row.ordinal for row in rows.values()), default=0)
        for prefilled in filled:
            if prefilled.about in rows:
                count += _renew(rows.pop(prefilled.about), prefilled, by=by, at=at)
            elif current.request.rows_of:
                last += 1
                _enter(current, last, prefilled, by=by, at=at)
                count += len(prefilled.cells)
        if current.request.rows_of:
            _drop_gone(rows)
        return count


def _drop_gone(rows: Mapping[str, Row]) -> None:
    """Whoever is no more on the register leaves the form, unless somebody has typed something there."""
    for row in rows.values():
        if not any(said.get("s") in progress.TYPED for said in row.cells.values()):
            row.delete()


def _enter(answer: Answer, ordinal: int, prefilled: Prefilled, *, by: Post, at: datetime) -> None:
    cells = {str(index): cell.to_json() for index, cell in prefilled.cells.items()}
    made = Row(answer=answer, division=answer.division, ordinal=ordinal, about=prefilled.about, cells=cells)
    made.sealed = sealed_text(prefilled.sealed)
    enter(made, "refresh", by=by, at=at)


def _renew(row: Row, prefilled: Prefilled, *, by: Post, at: datetime) -> int:
    cells, sealed, count = dict(row.cells), sealed_of(row), 0
    for index, cell in prefilled.cells.items():
        before = cells.get(str(index), {})
        value = prefilled.sealed.get(index, cell.value)
        if before.get("s") in progress.TYPED or (cell.source == Source.LAST and before):
            continue
        was = sealed.get(str(index), before.get("v"))
        cells[str(index)] = cell.to_json()
        if index in prefilled.sealed:
            sealed[str(index)] = value
        count += value != was
    if cells != row.cells or sealed != sealed_of(row):
        alter(row, "refresh", by=by, at=at, cells=cells, sealed=_sealed(sealed))
    return count


def _open(answer: Answer, by: Post) -> Answer:
    """The answer, locked, where this post may write in it now."""
    require(by, Permission.ANSWER)
    current = locked(Answer.objects.select_related("request", "division").defer(*HEAVY).filter(pk=answer.pk)).get()
    require_place(by, current.division)
    if current.state == AnswerState.APPROVED:
        raise Refused(_("这张表已通过并锁定，不能再改。确需更正的，请联系发起单位。"))
    if current.state not in WRITABLE:
        raise Refused(_("这张表已经报送，正在审核，不能再改。需要修改的，请审核单位退回。"))
    if current.request.state != RequestState.IN_FORCE:
        raise Refused(_("这张报表已经停止，不再收取填报。"))
    return current


def _writable(row: Row, by: Post) -> tuple[Row, tuple[Asked, ...]]:
    answer = _open(Answer(pk=row.answer_id), by)
    current = locked(Row.objects.filter(pk=row.pk)).first()
    if current is None:
        raise Refused(_("这一行刚被他人删除，请刷新页面。"))
    current.answer = answer
    return current, columns_of(answer.request)


def _refuse_given_rows(answer: Answer) -> None:
    if answer.request.rows_of or answer.request.subject == Subject.DIVISION:
        raise Refused(_("这张表的各行来自登记册，不能增删。缺人或多人的，请先在登记册里改正，再“取最新的记录”。"))


def _typed(columns: tuple[Asked, ...], index: int) -> Asked:
    column = next((each for each in columns if each.index == index), None)
    if column is None:
        raise Refused(_("表里没有第%(index)d列。") % {"index": index})
    if column.is_figure:
        raise Refused(_("“%(name)s”由记录算出，不能直接改。请打开来源，在登记册里改正记录。") % {"name": column.name})
    if not column.may_be_typed:
        raise Refused(_("“%(name)s”由系统填写。") % {"name": column.name})
    return column


def _refuse_overtaken(column: Asked, value: Value, cell: Cell, expected: Any, kept: Value) -> None:
    if isinstance(expected, _Unasked) or value == kept:
        return
    if str(expected or "") not in {shown(column, value), masked(column, value)}:
        raise Overtaken(masked(column, value), cell.by)


def _cell(row: Row, index: int) -> Cell:
    said = row.cells.get(str(index))
    return Cell.from_json(said) if said else Cell()


def put(row: Row, column: Asked, cell: Cell, value: Value) -> dict[str, Any]:
    """The row's fields with the cell in its place; the value of a personal column goes into the sealed part."""
    cells, sealed, key = dict(row.cells), sealed_of(row), str(column.index)
    before = _cell(row, column.index)
    was = _shortened(before) if before.source else None
    if column.is_personal or key in sealed:
        earlier = [*sealed.get(WAS, {}).get(key, []), *([sealed.get(key)] if before.source else [])]
        _store_value(sealed, column.index, value, earlier)
        cells[key] = replace(cell, value=None, was=was).to_json()
    else:
        cells[key] = replace(cell, value=value, was=was).to_json()
    return {"cells": cells, "sealed": _sealed(sealed)}


def _shortened(cell: Cell) -> Cell:
    """The way back, not longer than a few steps, the first of which is never lost."""
    steps: list[Cell] = []
    each: Cell | None = cell
    while each is not None:
        steps.append(replace(each, was=None))
        each = each.was
    if len(steps) > MOST_STEPS_BACK:
        steps = [*steps[: MOST_STEPS_BACK - 1], steps[-1]]
    found = steps.pop()
    while steps:
        found = replace(steps.pop(), was=found)
    return found


def _store_value(sealed: dict[str, Any], index: int, value: Value, earlier: list[Value]) -> None:
    key = str(index)
    if value is None:
        sealed.pop(key, None)
    else:
        sealed[key] = value
    if len(earlier) > MOST_STEPS_BACK:
        earlier = [earlier[0], *earlier[-MOST_STEPS_BACK + 1 :]]
    history = {**sealed.get(WAS, {}), key: earlier}
    sealed[WAS] = {each: values for each, values in history.items() if values}


def _sealed(sealed: dict[str, Any]) -> str | None:
    said = {key: value for key, value in sealed.items() if key != WAS or value}
    return sealed_text(said) if said else None  # type: ignore[arg-type]


def _named(
    row: Row,
    columns: tuple[Asked, ...],
    column: Asked,
    value: Value,
    *,
    changes: dict[str, Any],
    by: Post,
    at: datetime,
) -> dict[str, Any]:
    """Whom or what the row is about follows from its naming column; what is known of it is filled in."""
    request = row.answer.request
    if request.rows_of or request.subject == Subject.DIVISION or column != naming_column(columns, request.subject):
        return {}
    about = ""
    if value is not None:
        about = MARK + fingerprint(str(value)).hex() if is_marked(column, request.subject) else named(value)
    if about and (other := Row.objects.filter(answer=row.answer, about=about).exclude(pk=row.pk).first()):
        words = {"value": masked(column, value)[:40], "number": other.ordinal}
        raise BadValue(_("“%(value)s”已在本表第%(number)d行，不要重复填写。") % words)
    if not about:
        return {"about": about}
    known = facts_known(columns, [row.division_id], row.answer.period_until).get((row.division_id, about), {})
    known |= on_register(row, column, str(value), columns, by=by, at=at)
    return {"about": about, **_filled(changes, known)}


def _filled(changes: dict[str, Any], known: Mapping[int, Read]) -> dict[str, Any]:
    """The cells that are still empty, with what is known of them."""
    given = Row(cells=dict(changes["cells"]))
    given.sealed = changes["sealed"]
    cells, sealed = dict(given.cells), sealed_of(given)
    for index, each in known.items():
        if str(index) not in cells and (each.cell.value is not None or each.sealed is not None):
            cells[str(index)] = each.cell.to_json()
            if each.sealed is not None:
                sealed[str(index)] = each.sealed
    return {"cells": cells, "sealed": _sealed(sealed)}
