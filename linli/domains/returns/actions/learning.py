"""What an answer brings into the records: a correction goes back to its register, a new fact into the dictionary's values."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.returns.enums import Source
from linli.domains.returns.models import Answer, Fact, FactValue, Row
from linli.domains.returns.queries.answers import cells_of
from linli.domains.returns.queries.registers import FEN, FEN_OF_A_YUAN, Place, holder_of, path_to, read_field
from linli.domains.returns.rules import progress
from linli.domains.returns.rules.asked import FACT, Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.rules.subject_rows import naming_column
from linli.domains.returns.rules.values import shown
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import alter
from linli.kernel.audit.keeping import doing
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange import writes
from linli.kernel.exchange.cells import reader
from linli.kernel.exchange.workbooks import ValueFault

Where = tuple[int, int]  # a row's key and the index of a column


@dataclass(frozen=True)
class Typed:
    """A value as the form has it, where it was typed, and the cell as it was sent."""

    where: Where
    column: Asked
    value: Value
    first: Cell | None


@dataclass
class Change:
    """What is to be set in one record, by field."""

    place: Place
    record: Any
    values: dict[str, Typed] = field(default_factory=dict)

    def wheres(self) -> list[Where]:
        return [each.where for each in self.values.values()]


@dataclass
class Outcome:
    """`faults` stop the answer; `doubts` are told, and it goes on. Both by cell. `written`: what each cell is of now."""

    faults: dict[Where, str] = field(default_factory=dict)
    doubts: dict[Where, str] = field(default_factory=dict)
    written: dict[Where, str] = field(default_factory=dict)


def write_back(
    answer: Answer, rows: Sequence[Row], columns: Sequence[Asked], *, by: Post, at: datetime
) -> dict[Where, str]:
    """Every correction of a register's field goes into its record, as an edit of this post; returns what registers refuse.

    Whoever may not edit a register leaves the value in the answer, with a doubt. Must run in the deed that hands the
    answer in: where anything is refused, that deed is to be undone.
    """
    outcome = Outcome()
    for change in _changes(answer, rows, columns, outcome):
        _write(change, answer, outcome, by=by, at=at)
    if not outcome.faults:
        _tell(rows, outcome, by=by, at=at)
    return outcome.faults


def _changes(answer: Answer, rows: Sequence[Row], columns: Sequence[Asked], outcome: Outcome) -> Iterable[Change]:
    found: dict[tuple[str, int], Change] = {}
    names_rows = not answer.request.rows_of and answer.request.subject != Subject.DIVISION
    naming = naming_column(columns, answer.request.subject) if names_rows else None
    for column in columns:
        is_asked = column.may_be_typed and column.fact and column != naming
        place = path_to(answer.request.rows_of, column) if is_asked else None
        for row in rows if place else ():
            assert place is not None
            cell = Cell.from_json(row.cells.get(str(column.index), {}))
            if cell.source not in progress.TYPED:
                continue
            where, holder = (row.pk, column.index), holder_of(place, row.about, cell.of, answer.division)
            if holder is None:
                outcome.doubts[where] = _("登记册未改：“%(label)s”里还没有对应的记录。") % {"label": place.spec.label}
                continue
            typed = Typed(where, column, cells_of(row).get(column.index), progress.first(cell))
            change = found.setdefault((place.spec.code, holder.pk), Change(place, holder))
            if change.values.setdefault(place.field, typed).value != typed.value:
                words = {"label": place.spec.label, "record": str(holder)}
                told = _("“%(label)s”的同一条记录（%(record)s）在本表里填了两个不同的值。") % words
                outcome.faults[where] = told
    return found.values()


def _write(change: Change, answer: Answer, outcome: Outcome, *, by: Post, at: datetime) -> None:
    spec = change.place.spec
    if not by.may(spec.edit_permission):
        doubt = _("登记册未改：您的岗位不能修改“%(label)s”，请告知登记人员。") % {"label": spec.label}
        outcome.doubts |= dict.fromkeys(change.wheres(), doubt)
        return
    values: dict[str, Any] = {}
    for name, typed in change.values.items():
        try:
            values[name] = reader(spec, spec.spec_field(name), None)(_as_register(spec, name, typed))
        except ValueFault as fault:
            outcome.faults[typed.where] = f"{fault.message}{fault.remedy}"
    if len(values) < len(change.values) or _is_overtaken(change, outcome):
        return
    reason = _("报表“%(title)s”填报时更正") % {"title": answer.request.title}
    try:
        writes.change(spec, change.record, values, by=by, at=at, version=change.record.version, reason=reason[:400])
    except writes.Refused as refusal:
        _blame(change, refusal, outcome)
    except OutOfScope:
        doubt = _("登记册未改：这条记录现在属于其他村（社区）。")
        outcome.doubts |= dict.fromkeys(change.wheres(), doubt)
    else:
        outcome.written |= dict.fromkeys(change.wheres(), f"{spec.code}:{change.record.pk}")


def _as_register(spec: Any, name: str, typed: Typed) -> str | None:
    """The text that a workbook of the register would have in that cell."""
    if typed.value is not None and spec.spec_field(name).kind == "yuan" and typed.column.unit in FEN:
        return str(Decimal(str(typed.value)) * FEN[typed.column.unit] / FEN_OF_A_YUAN)
    return shown(typed.column, typed.value) or None


def _is_overtaken(change: Change, outcome: Outcome) -> bool:
    """Whether the register has been changed since the form was filled, to something that nobody here has seen."""
    found = False
    for name, typed in change.values.items():
        now = read_field(Place(typed.column, change.place.spec, name), change.record)
        if typed.first is None or now.sealed is not None or now.cell.value in {typed.first.value, typed.value}:
            continue
        words = {"value": shown(typed.column, now.cell.value)}
        told = _("登记册里已改成“%(value)s”。请先撤销这一格，再“取最新的记录”，然后核对。") % words
        outcome.faults[typed.where] = told
        found = True
    return found


def _blame(change: Change, refusal: writes.Refused, outcome: Outcome) -> None:
    """Beside the cell whose field the register names, or beside all that were typed for the record."""
    for finding in refusal.findings:
        told = _("登记册不接受：%(message)s%(remedy)s") % {"message": finding.message, "remedy": finding.remedy}
        if finding.field in change.values:
            outcome.faults[change.values[finding.field].where] = told
        else:
            outcome.faults |= {where: told for where in change.wheres() if where not in outcome.faults}


def _tell(rows: Sequence[Row], outcome: Outcome, *, by: Post, at: datetime) -> None:
    for row in rows:
        cells = dict(row.cells)
        for (row_id, index), doubt in outcome.doubts.items():
            if row_id == row.pk:
                cells[str(index)] = replace(Cell.from_json(cells[str(index)]), doubt=doubt).to_json()
        for (row_id, index), of in outcome.written.items():
            if row_id == row.pk:
                cells[str(index)] = replace(Cell.from_json(cells[str(index)]), of=of, doubt="").to_json()
        if cells != row.cells:
            alter(row, "submit_answer", by=by, at=at, cells=cells)


def learn(answer: Answer, rows: Sequence[Row], columns: Sequence[Asked], *, on: date, by: Post, at: datetime) -> int:
    """What was typed for a fact of the dictionary is known from now on to every form that asks it; returns how many values."""
    asked = {int(each.fact.removeprefix(FACT)): each for each in columns if each.fact.startswith(FACT) and each.is_cell}
    facts = {each.pk: each for each in Fact.objects.filter(pk__in=asked)}
    day = min(on, answer.period_until) if answer.period_until > answer.period_on else on
    known = {(each.fact_id, each.about): each for each in FactValue.objects.filter(answer=answer).order_by("id")}
    elsewhere = FactValue.objects.filter(division_id=answer.division_id, fact__in=facts).exclude(answer=answer)
    held = set(elsewhere.exclude(valid_until__lt=day).values_list("fact_id", "about"))
    made = []
    for row in rows:
        values = cells_of(row)
        for key, column in asked.items():
            cell = Cell.from_json(row.cells.get(str(column.index), {}))
            about = "" if facts[key].subject == Subject.DIVISION else row.about
            is_nobodys = not about and facts[key].subject != Subject.DIVISION
            value = values.get(column.index)
            if cell.source not in {Source.TYPED, Source.FILE} or value is None or is_nobodys:
                continue
            learned = _value(answer, facts[key], column, about, value)
            if not _is_same(known.get((key, about)), learned):
                learned.is_again = (key, about) in held
                learned.as_of, learned.created_at, learned.updated_at = day, at, at
                learned.valid_until = day + timedelta(days=days) if (days := facts[key].valid_days) else None
                made.append(learned)
    with doing("learn", by=by, at=at):
        FactValue.objects.bulk_create(made)
    return len(made)


def _value(answer: Answer, fact: Fact, column: Asked, about: str, value: Value) -> FactValue:
    found = FactValue(division_id=answer.division_id, fact=fact, about=about, answer=answer)
    if fact.is_personal or column.is_personal:
        found.sealed = json.dumps(value, ensure_ascii=False)
    else:
        found.value = value
    return found


def _is_same(known: FactValue | None, learned: FactValue) -> bool:
    return known is not None and (known.value, known.sealed) == (learned.value, learned.sealed)
