"""A department's workbook understood: each sheet's form, and the known facts its columns ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from linli.domains.returns.queries.facts import known_facts
from linli.domains.returns.rules.forms import Form, Subject
from linli.domains.returns.rules.layout import NoHeader, understand
from linli.domains.returns.rules.matching import Match, matches
from linli.domains.returns.rules.subjects import Place, placing, subject_of
from linli.kernel.exchange.workbooks.sketching import Sketch, sketch_upload


@dataclass(frozen=True)
class Recognised:
    """One sheet. `places`: index of a column → what it says of where a row belongs."""

    form: Form
    subject: Subject
    places: Mapping[int, Place]
    matches: tuple[Match, ...]
    sketch: Sketch


@dataclass(frozen=True)
class Recognition:
    """`without_table`: why each of the other sheets, one of remarks for instance, is none, in Chinese."""

    sheets: tuple[Recognised, ...]
    without_table: tuple[str, ...] = ()


def recognise(
    data: bytes, remembered: Mapping[str, str] | None = None, headers: Mapping[str, tuple[int, int]] | None = None
) -> Recognition:
    """Of .xlsx, .xls or CSV. `headers`: name of a sheet → the rows of its header, where a person has told them.

    Raises WorkbookRefused, and NoHeader where no sheet holds a table.
    """
    sheets, without = [], []
    knowns = known_facts()
    for sketch in sketch_upload(data):
        try:
            form = understand(sketch, header=(headers or {}).get(sketch.name))
        except NoHeader as problem:
            without.append(str(problem))
        else:
            found = tuple(matches(form, knowns, remembered))
            sheets.append(Recognised(form, subject_of(form), placing(form.columns), found, sketch))
    if not sheets:
        raise NoHeader("\n".join(without))
    return Recognition(tuple(sheets), tuple(without))
