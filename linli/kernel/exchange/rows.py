"""The pass over the rows of a workbook: each becomes a record that is fresh, changed or unchanged, or a list of faults."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.exchange import writes
from linli.kernel.exchange.cells import reader
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks import Cell, Fault, Row, Sheet, ValueFault, column_letters
from linli.kernel.privacy.declaration import shown_text


@dataclass
class Batch:
    """What a workbook would do."""

    fresh: list[Any] = field(default_factory=list)
    changed: list[tuple[Any, dict]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    places: dict[int, tuple[str, int]] = field(default_factory=dict)  # id(record) -> sheet, row

    def report(self) -> dict[str, Any]:
        return {
            "rows_count": len(self.fresh) + len(self.changed) + self.unchanged,
            "create_count": len(self.fresh),
            "change_count": len(self.changed),
            "unchanged_count": self.unchanged,
            "faults": [{**asdict(fault), "ref": fault.ref} for fault in self.faults],
            "notices": self.notices[:200],
        }


class Reading:
    """The pass over the rows of one sheet: what is known already, what was seen in earlier rows."""

    def __init__(
        self,
        spec: RecordSpec,
        sheet: Sheet,
        columns: dict[int, Field],
        batch: Batch,
        by: Post,
    ):
        self.spec, self.sheet, self.columns, self.batch, self.by = (
            spec,
            sheet,
            columns,
            batch,
            by,
        )
        self.readers = {index: reader(spec, item) for index, item in columns.items()}
        self.letters = {item.name: column_letters(index) for index, item in columns.items()}
        self.key_columns = [spec.model_field(name).attname for name in spec.key]
        self.known = {self._key(record): record for record in spec.model.objects.all()}
        self.seen: dict[tuple, int] = {}
        names = [item.name for item in spec.fields if item.name not in spec.key and spec.model_field(item.name).unique]
        self.uniques: dict[str, dict[Any, int]] = {name: {} for name in names}

    def take(self, row: Row) -> None:
        values = self._values(row)
        if values is None or not self._is_in_scope(row, values):
            return
        record = self.known.get(self._key(self.spec.model(**{name: values.get(name) for name in self.spec.key})))
        before = log.values_of(record) if record is not None else None
        record = record if record is not None else self.spec.model()
        for name, value in values.items():
            setattr(record, name, value)
        if not (self._holds(row, record, values, is_fresh=before is None) & self._is_single(row, record, values)):
            return
        self.batch.places[id(record)] = (self.sheet.name, row.number)
        if before is None:
            self.batch.fresh.append(record)
        elif before != log.values_of(record):
            self.batch.changed.append((record, before))
        else:
            self.batch.unchanged += 1

    def _key(self, record: Any) -> tuple:
        return tuple(getattr(record, column) for column in self.key_columns)

    def _fault(self, row: Row, name: str, value: Any, message: str, remedy: str) -> None:
        shown = getattr(value, "short_code", value)
        text = None if shown is None else shown_text(self._model_field(name), shown)
        self.batch.faults.append(
            Fault(
                self.sheet.name,
                row.number,
                self.letters.get(name),
                text,
                str(message),
                str(remedy),
            )
        )

    def _model_field(self, name: str) -> Any:
        return self.spec.model_field(name) if name in self.letters else None

    def _values(self, row: Row) -> dict[str, Any] | None:
        values, count = {}, len(self.batch.faults)
        for index, item in self.columns.items():
            cell = row.cells[index] if index < len(row.cells) else Cell("")
            try:
                values[item.name] = self._value(index, cell)
            except ValueFault as fault:
                self._fault(row, item.name, cell.value, fault.message, fault.remedy)
        return values if len(self.batch.faults) == count else None

    def _value(self, index: int, cell: Cell) -> Any:
        if cell.formula:
            raise ValueFault(_("单元格里是公式，不是数据。"), _("请复制后“选择性粘贴—数值”。"))
        return self.readers[index](cell.value)

    def _is_in_scope(self, row: Row, values: dict[str, Any]) -> bool:
        division = values.get("division")
        if division is None or self.by.scope.covers(*division.range):
            return True
        message = _("“%(name)s”不在您岗位的管辖范围内。") % {"name": division.name}
        self._fault(
            row,
            "division",
            division,
            message,
            _("请删去这一行，或由有权限的单位导入。"),
        )
        return False

    def _holds(self, row: Row, record: Any, values: dict[str, Any], *, is_fresh: bool) -> bool:
        """Ask the domain's rules; a warning is a notice."""
        count = len(self.batch.faults)
        for finding in self.spec.check(values if is_fresh else writes.before_values(self.spec, record)):
            if finding.is_error:
                self._fault(
                    row,
                    finding.field,
                    values.get(finding.field),
                    finding.message,
                    finding.remedy,
                )
            else:
                words = {"row": row.number, "message": finding.message}
                self.batch.notices.append(_("第%(row)d行：%(message)s") % words)
        return len(self.batch.faults) == count

    def _is_single(self, row: Row, record: Any, values: dict[str, Any]) -> bool:
        """Neither the key nor a unique value stands in an earlier row."""
        count = len(self.batch.faults)
        earlier = self.seen.setdefault(self._key(record), row.number)
        if earlier != row.number:
            name = self.spec.key[0]
            message = _("与第%(row)d行重复。") % {"row": earlier}
            self._fault(row, name, values.get(name), message, _("同一编号只保留一行。"))
        for name, taken in self.uniques.items():
            value = values.get(name)
            if value is not None and (earlier := taken.setdefault(value, row.number)) != row.number:
                message = _("与第%(row)d行重复。") % {"row": earlier}
                self._fault(row, name, value, message, _("请核对后改正其中一行。"))
        return len(self.batch.faults) == count
