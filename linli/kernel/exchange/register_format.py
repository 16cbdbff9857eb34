"""The format of a register's own template and exports: a column for each field of its spec."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.exchange import staging, writes
from linli.kernel.exchange.cells import at_hand, reader
from linli.kernel.exchange.formats import Expected, Format, Layout, Outcome, Reader, line
from linli.kernel.exchange.models import Kind, Upload
from linli.kernel.exchange.sources import Values
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.table_writes import TableWrites
from linli.kernel.exchange.workbooks import Fault, ValueFault, column_letters
from linli.kernel.privacy.declaration import shown_text
from linli.kernel.privacy.fields import SealedField
from linli.kernel.privacy.masking import is_masked

# Above it the database judges the rows when they are written, not twice.
TRIED_ROWS = 20_000
KEY_SEPARATOR = "\x1f"


def title_of(spec: RecordSpec, item: Field) -> str:
    """The header under which a workbook carries the field."""
    field = spec.model_field(item.name)
    if item.name == "division":
        return "区划代码"
    return f"{field.verbose_name}（元）" if item.kind == "yuan" else str(field.verbose_name)


class RegisterFormat(Format):
    code = "register"

    def __init__(self, spec: RecordSpec):
        self.spec = spec
        self.table = TableWrites(spec.model)
        self.cells = len(self.table.fields)

    def expected(self) -> list[Expected]:
        return [
            Expected(item.name, (title_of(self.spec, item), *item.aliases), self._is_needed(item))
            for item in self.spec.fields
        ]

    def _is_needed(self, item: Field) -> bool:
        field = self.spec.model_field(item.name)
        return not (field.blank or field.null or field.has_default())

    def prepare(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, Any]:
        return {"by": by}

    def reader(self, upload_id: int, layout: Layout, prepared: Mapping[str, Any]) -> Reader:
        return RegisterReader(self, upload_id, layout, prepared["by"]).read

    def judge(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterator[Fault]:
        doubled: set[int] = set()
        for column, name in self._single_columns():
            found = staging.doubles(upload, column)
            shown = _shown_division if name == "division" else str
            letters = column_letters(layout.places[name]) if name in layout.places else None
            for row, earlier, value in found:
                message = _("与第%(row)d行重复。") % {"row": earlier}
                text = shown(value.split(KEY_SEPARATOR)[0])
                yield Fault(layout.sheet, row, letters, text, message, _("同一编号只保留一行，请核对后改正。"))
            doubled |= {row for row, _earlier, _value in found}
        staging.drop(upload, doubled)
        if upload.staged_count <= TRIED_ROWS:
            yield from self.blame(upload, layout, by=by, at=at)

    def _single_columns(self) -> list[tuple[str, str]]:
        """The columns of the staging table in which no value may stand twice, and the fields of their faults."""
        names = [
            item.name
            for item in self.spec.fields
            if item.name not in self.spec.key and self.spec.model_field(item.name).unique
        ]
        return [(self.table.cell_of(name), name) for name in names] + [("key", self.spec.key[0])]

    def blame(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterator[Fault]:
        """Let the database judge the rows, in savepoints that are always undone; halve until the faulty ones are alone."""
        rows = staging.rows(
            f'SELECT "row" FROM {staging.TABLE} WHERE upload_id = %s AND kind <> {Kind.UNCHANGED} ORDER BY "row"',
            [upload.pk],
        )
        pending = [[number for (number,) in rows]]
        while pending:
            numbers = pending.pop()
            error = self._attempt(upload, numbers, at) if numbers else None
            if error is None:
                continue
            if len(numbers) > 1:
                middle = len(numbers) // 2
                pending += [numbers[:middle], numbers[middle:]]
                continue
            finding = writes.violation(self.spec.model, error)
            yield Fault(layout.sheet, numbers[0], None, None, finding.message, finding.remedy)
            staging.drop(upload, numbers)

    def _attempt(self, upload: Upload, numbers: list[int], at: datetime) -> IntegrityError | None:
        try:
            with transaction.atomic():
                self.table.insert(upload, at, numbers)
                self.table.update(upload, at, numbers)
                transaction.set_rollback(True)
        except IntegrityError as error:
            return error
        return None

    def write(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        made = self.table.insert(upload, at)
        changed = self.table.update(upload, at)
        if "entered" in vars(self.spec) and self.spec.entered is not RecordSpec.entered:
            for record in self.spec.model._default_manager.filter(pk__in=made).order_by("pk"):
                self.spec.entered(record, by=by, at=at)
        return {"create_count": len(made), "change_count": changed}

    def overtaken(self, upload: Upload, layout: Layout) -> Iterator[Fault]:
        remedy = _("请重新核对这个文件，看过现在的内容后再导入。")
        for rows, message in (
            (self.table.changed_since(upload), _("这一行的记录在核对之后被他人修改或删除。")),
            (self.table.entered_since(upload, self.spec.key), _("这一行的记录在核对之后已由他人登记。")),
        ):
            for row in rows:
                yield Fault(layout.sheet, row, None, None, message, remedy)
            staging.drop(upload, rows)


def _shown_division(text: str) -> str:
    return f"{int(text) // 1000:012d}"


class Masked(str):
    """What a sealed column of an export holds."""

    __slots__ = ()


class RegisterReader:
    """The pass over the rows of one file: block by block, with one query for each kind of thing that a block names."""

    def __init__(self, form: RegisterFormat, upload_id: int, layout: Layout, by: Post):
        self.form, self.spec, self.upload_id, self.layout, self.by = form, form.spec, upload_id, layout, by
        items = {item.name: item for item in self.spec.fields}
        self.columns = {index: items[name] for index, name in layout.columns.items()}
        self.at_hand = {index: known for index, item in self.columns.items() if (known := at_hand(self.spec, item))}
        self.readers = {index: reader(self.spec, item, self.at_hand.get(index)) for index, item in self.columns.items()}
        self.sealed = {
            index for index, item in self.columns.items() if isinstance(self.spec.model_field(item.name), SealedField)
        }
        self.letters = {item.name: column_letters(index) for index, item in self.columns.items()}
        self.key_columns = [self.spec.model_field(name).attname for name in self.spec.key]

    def read(self, rows: Sequence[Values]) -> Outcome:
        self.outcome = Outcome()
        for index, known in self.at_hand.items():
            known.fetch(row.values[index] for row in rows if index < len(row.values))
        found = [(row, values) for row in rows if (values := self._values(row)) is not None]
        kept = [(row, values) for row, values in found if self._is_in_scope(row, values)]
        existing = self._existing([values for _row, values in kept])
        for row, values in kept:
            self._take(row, values, existing)
        return self.outcome

    def _values(self, row: Values) -> dict[str, Any] | None:
        values, count = {}, len(self.outcome.faults)
        if not row.formulas and all(
            value is None or (type(value) is str and not value.strip()) for value in row.values
        ):
            return None
        for index, item in self.columns.items():
            cell = row.values[index] if index < len(row.values) else None
            try:
                if index + 1 in row.formulas:
                    raise ValueFault(_("单元格里是公式，不是数据。"), _("请复制后“选择性粘贴—数值”。"))
                is_mask = index in self.sealed and isinstance(cell, str) and is_masked(cell)
                values[item.name] = Masked(cell) if is_mask else self.readers[index](cell)
            except ValueFault as fault:
                self._fault(row, item.name, cell, fault.message, fault.remedy)
        return values if len(self.outcome.faults) == count else None

    def _fault(self, row: Values, name: str, value: Any, message: Any, remedy: Any) -> None:
        shown = getattr(value, "short_code", value)
        field = self.spec.model_field(name) if name in self.letters else None
        text = None if shown is None else shown_text(field, shown)
        self.outcome.faults.append(
            Fault(self.layout.sheet, row.number, self.letters.get(name), text, str(message), str(remedy))
        )

    def _is_in_scope(self, row: Values, values: dict[str, Any]) -> bool:
        division = values.get("division")
        if division is None or self.by.scope.covers(*division.range):
            return True
        message = _("“%(name)s”不在您岗位的管辖范围内。") % {"name": division.name}
        self._fault(row, "division", division, message, _("请删去这一行，或由有权限的单位导入。"))
        return False

    def _existing(self, found: list[dict[str, Any]]) -> dict[tuple, Any]:
        """The records that these rows may mean, by key: fetched by each part of the key, sorted out here."""
        condition = Q()
        for name in self.spec.key:
            wanted = {getattr(value, "pk", value) for value in (values.get(name) for values in found)}
            part = Q(**{f"{name}__in": wanted - {None}})
            condition &= part | Q(**{f"{name}__isnull": True}) if None in wanted else part
        if not found:
            return {}
        return {self._key(record): record for record in self.spec.model._default_manager.filter(condition)}

    def _key(self, record: Any) -> tuple:
        return tuple(getattr(record, column) for column in self.key_columns)

    def _take(self, row: Values, values: dict[str, Any], existing: Mapping[tuple, Any]) -> None:
        made = self.spec.model(**{name: values.get(name) for name in self.spec.key})
        key = self._key(made)
        record = existing.get(key)
        if not self._are_masks_known(row, record, values):
            return
        before = log.values_of(record) if record is not None else None
        record = made if record is None else record
        for name, value in values.items():
            setattr(record, name, value)
        if not self._holds(row, record, values, is_fresh=before is None):
            return
        kind = Kind.FRESH if before is None else Kind.CHANGED
        if before is not None and before == log.values_of(record):
            kind = Kind.UNCHANGED
        head = (self.upload_id, row.number, kind, record.division_id)
        cells = self.form.table.cells_of(record, is_new=before is None)
        found = (record.pk, record.version) if before is not None else None
        self.outcome.lines.append(line(head, KEY_SEPARATOR.join(map(str, key)), cells, found=found))

    def _are_masks_known(self, row: Values, record: Any, values: dict[str, Any]) -> bool:
        """An export shows a mask in place of a sealed value. Beside the same record it means: left as it is; else it is a fault."""
        count = len(self.outcome.faults)
        for name in [name for name, value in values.items() if isinstance(value, Masked)]:
            mask = values.pop(name)
            if record is None or str(getattr(record, name)) != mask:
                message = _("这里是打了星号的文字，不是原值。")
                self._fault(row, name, mask, message, _("请填写完整内容，或留空。"))
        return len(self.outcome.faults) == count

    def _holds(self, row: Values, record: Any, values: dict[str, Any], *, is_fresh: bool) -> bool:
        """Ask the domain's rules; a warning is a notice."""
        count = len(self.outcome.faults)
        for finding in self.spec.check(values if is_fresh else writes.before_values(self.spec, record)):
            if finding.is_error:
                self._fault(row, finding.field, values.get(finding.field), finding.message, finding.remedy)
            else:
                words = {"row": row.number, "message": finding.message}
                self.outcome.notices.append(_("第%(row)d行：%(message)s") % words)
        return len(self.outcome.faults) == count
