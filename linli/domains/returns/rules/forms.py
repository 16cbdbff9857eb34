"""What a form is made of, once its shape has been found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from linli.kernel.exchange.workbooks import column_letters


class Kind(StrEnum):
    """What a column holds."""

    SERIAL = "serial"
    TEXT = "text"
    INT = "int"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    CHOICE = "choice"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CODE = "code"


class Subject(StrEnum):
    """What one row of a form is about."""

    DIVISION = "division"
    PERSON = "person"
    HOUSEHOLD = "household"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"


@dataclass(frozen=True)
class Column:
    """`index` from 1. `path`: the headings above it, its own name last. `samples`: values that differ, as text."""

    index: int
    path: tuple[str, ...]
    unit: str = ""
    hint: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    is_hidden: bool = False
    is_computed: bool = False

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def letters(self) -> str:
        return column_letters(self.index - 1)


@dataclass(frozen=True)
class Doubt:
    """Something about the file that a person should know; `is_error`: it cannot be used before it is mended."""

    message: str
    remedy: str
    cell: str = ""
    is_error: bool = False


@dataclass(frozen=True)
class Form:
    """One sheet. Rows are counted from 1; `count` rows of data stand between `first_row` and the footer, the last
    of them at `last_row`.

    `labels` are what stands above and below the table: 填报单位, 填表日期, 审核人.
    """

    sheet: str
    title: str
    header_rows: tuple[int, int]
    first_row: int
    count: int
    columns: tuple[Column, ...]
    last_row: int = 0
    total_rows: tuple[int, ...] = ()
    footer_row: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


Cell = str | int | float | bool | date | None
