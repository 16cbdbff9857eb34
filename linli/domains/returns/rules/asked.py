"""The columns of a request as they are kept: what each asks for, and which known fact answers it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from linli.domains.returns.rules.forms import Kind
from linli.kernel.exchange.workbooks import column_letters

# Before a fact's code: the city's own figures, the dictionary of facts; without one it is "app.register.field".
FIGURE, FACT = "figure:", "fact:"


@dataclass(frozen=True)
class Asked:
    """One column of a request. `index` from 1; `path`: the headings above it, its own name last.

    `fact` "" where nothing answers it: a remark, or one not yet told. `place`: the level of division that it says of the
    row ("county", "town", "village", "code"). `is_serial` and `is_computed` columns are nobody's to fill in. `is_personal`:
    its values are kept sealed. `confidence` in whole percent, of the recognition; a person has looked where `is_confirmed`.
    """

    index: int
    path: tuple[str, ...]
    kind: Kind = Kind.TEXT
    fact: str = ""
    place: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    confidence: int = 0
    is_confirmed: bool = False
    is_hidden: bool = False
    is_computed: bool = False
    is_required: bool = True
    is_personal: bool = False

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def letters(self) -> str:
        return column_letters(self.index - 1)

    @property
    def is_serial(self) -> bool:
        return self.kind is Kind.SERIAL

    @property
    def is_figure(self) -> bool:
        """A figure follows from records: it is corrected there, never typed over."""
        return self.fact.startswith(FIGURE)

    @property
    def is_cell(self) -> bool:
        """Whether a row has a value of its own there."""
        return not (self.is_serial or self.is_computed or self.place)

    @property
    def may_be_typed(self) -> bool:
        return self.is_cell and not self.is_figure

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Asked":
        lists = {"path": tuple(said["path"]), "choices": tuple(said["choices"])}
        return cls(**{**said, **lists, "kind": Kind(said["kind"])})


@dataclass(frozen=True)
class Layout:
    """Where the table stands in the department's sheet. Rows from 1; `first_row`: where the first row of data goes.

    `last_row`: the last of the rows that the file keeps for data, samples among them (first_row - 1 where it keeps none);
    what stands below it moves down as far as rows are added. `style_row`: the row whose styles the data take.
    """

    sheet: str
    header_rows: tuple[int, int]
    first_row: int
    last_row: int
    style_row: int
    total_rows: tuple[int, ...] = ()
    footer_row: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Layout":
        return cls(**{**said, "header_rows": tuple(said["header_rows"]), "total_rows": tuple(said["total_rows"])})
