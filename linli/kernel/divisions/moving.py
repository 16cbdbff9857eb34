"""Records follow their division: one statement for each table and batch of codes, in the transaction of the change.

Every foreign key to `Division` outside this app that the database checks follows, found in the model registry. One that it
does not check (the audit, the kept sums) stays as it is: what was once written down there keeps its code.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models
from django.utils.translation import gettext as _

from linli.kernel.divisions.grants import ALL
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.references import is_checked
from linli.kernel.divisions.rules.plans import ChangeRefused, Line, rounds

WAIT_MS = 10_000
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


class Busy(ChangeRefused):
    """Somebody is writing, or holds a table, for longer than a change may wait. Trying again later is right."""


@dataclass(frozen=True)
class Column:
    """A column that holds a division. `other` is the second column of a table that only links divisions to something."""

    model: type[models.Model]
    name: str
    other: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


def columns() -> list[Column]:
    """Every column that follows, in the order of the tables."""
    found = [Column(model, str(field.column), _other(model, field)) for model, field in _keys()]
    return sorted(found, key=lambda each: (each.table, each.name))


def _keys() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label != "divisions" and model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_fields:
                is_key = isinstance(field, models.ForeignKey) and field.related_model is Division
                if is_key and is_checked(field):
                    yield model, field


def _other(model: type[models.Model], field: models.Field) -> str:
    if not model._meta.auto_created:
        return ""
    return next(str(each.column) for each in model._meta.local_fields if not each.primary_key and each is not field)


def counts(codes: Iterable[int]) -> dict[int, dict[str, int]]:
    """What hangs on each code, in the scope: {code: {name of the register: records}}."""
    wanted = list(codes)
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for column in columns():
            cursor.execute(
                f'SELECT "{column.name}", count(*) FROM "{column.table}" WHERE "{column.name}" = ANY(%s::bigint[]) GROUP BY 1',
                [wanted],
            )
            for code, count in cursor.fetchall():
                kinds = found.setdefault(code, {})
                kinds[column.label] = kinds.get(column.label, 0) + count
    return found


def lock() -> None:
    """Let nobody else write what may move until the transaction ends; readers go on. Raises Busy.

    A table that is only added to cannot be locked; there the key stops who comes late.
    """
    tables = sorted({column.table for column in columns() if "UPDATE" in getattr(column.model, "grants", ALL)})
    names = ", ".join(f'"{name}"' for name in [Division._meta.db_table, *tables])
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in (LOCK_NOT_AVAILABLE, DEADLOCK):
            raise Busy(_("有人正在写入，区划变更没有执行，数据没有变化。请过一会儿再试。")) from error
        raise


def move(lines: Sequence[Line], spare: Iterator[int]) -> dict[str, int]:
    """Move all records along the lines, and give how many moved by the name of their register. Raises ChangeRefused."""
    batches = rounds({line.predecessor: line.successor for line in lines if line.is_main}, spare)
    moved: dict[str, int] = {}
    with _halts(batches, {line.successor for line in lines}):
        for column in columns():
            count = _relink(column, lines) if column.other else _update(column, batches)
            if count:
                moved[column.label] = moved.get(column.label, 0) + count
    return moved


@contextmanager
def _halts(batches: Sequence[Mapping[int, int]], successors: set[int]) -> Iterator[None]:
    """The codes by way of which two places exchange theirs are places too for as long as that takes."""
    codes = sorted({code for batch in batches for code in batch.values()} - successors)
    Division.objects.bulk_create(
        Division(code=code, upper=code + 1, level=Level.GRID, name="", path_name="", valid_from=date.min)
        for code in codes
    )
    yield
    Division.objects.filter(code__in=codes).delete()


def _update(column: Column, batches: Sequence[Mapping[int, int]]) -> int:
    count = 0
    statement = (
        f'UPDATE "{column.table}" AS t SET "{column.name}" = m.new '
        f'FROM unnest(%s::bigint[], %s::bigint[]) AS m(old, new) WHERE t."{column.name}" = m.old'
    )
    try:
        with connection.cursor() as cursor:
            for batch in batches:
                cursor.execute(statement, [list(batch), list(batch.values())])
                count += cursor.rowcount
    except IntegrityError as error:
        raise ChangeRefused(_said(column, error)) from error
    return count


def _relink(column: Column, lines: Sequence[Line]) -> int:
    """A post that covered a place covers all that took over from it."""
    heirs: dict[int, set[int]] = {}
    for line in lines:
        if line.predecessor == line.successor:
            continue
        heirs.setdefault(line.predecessor, set()).add(line.successor)
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{column.table}" WHERE "{column.name}" = ANY(%s::bigint[]) RETURNING "{column.other}", "{column.name}"',
            [list(heirs)],
        )
        links = sorted({(other, heir) for other, code in cursor.fetchall() for heir in heirs[code]})
        cursor.execute(
            f'INSERT INTO "{column.table}" ("{column.other}", "{column.name}") '
            f"SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
            [[link[0] for link in links], [link[1] for link in links]],
        )
    return len(links)


def _said(column: Column, error: IntegrityError) -> str:
    """Which register cannot follow, and why, in the words of its own constraint."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    rule = next((each for each in column.model._meta.constraints if each.name == name), None)
    why = str(rule.get_violation_error_message()) if rule else _("同一区划不能有两条")
    return _("“%(register)s”里的记录不能一并移到新的区划：%(why)s请先在登记簿里处理其中一条，再执行变更。") % {
        "register": column.label,
        "why": why if why.endswith("。") else f"{why}。",
    }
