"""How a row that a community adds itself says whom or what it is about."""

from collections.abc import Sequence

from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Value
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.naming import folded, spaceless

NAME, MARK = "name:", "mark:"
MOST_SIGNS = 110


def naming_column(columns: Sequence[Asked], subject: str) -> Asked | None:
    """A person's number, where the form asks for it; else the first column of words, in which whoever fills it in names it."""
    typed = [each for each in columns if each.may_be_typed and not each.is_hidden]
    if subject == Subject.PERSON and (numbers := [each for each in typed if each.kind is Kind.ID_NUMBER]):
        return numbers[0]
    return next((each for each in typed if each.kind is Kind.TEXT), None)


def is_marked(column: Asked, subject: str) -> bool:
    """A person is known by a keyed mark, never by name or number."""
    return subject == Subject.PERSON or column.is_personal or column.kind is Kind.ID_NUMBER


def named(value: Value) -> str:
    """ "name:…", the same for two ways of writing one name; "" without a name."""
    name = folded(str(value)) or spaceless(str(value)) if value is not None else ""
    return f"{NAME}{name[:MOST_SIGNS]}" if name else ""
