"""From a cell of the roster to the value of its column. Blank cells are not given; each raises ValueFault with what to do."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.residents import rules
from linli.domains.residents.enums import IdKind
from linli.domains.residents.imports.columns import ID_KINDS, KINDS, MARRIAGES, PLAIN, RELATIONS, SEXES
from linli.kernel.exchange.workbooks import ValueFault, to_bool, to_code, to_date, to_text
from linli.kernel.privacy.masking import is_masked

LIST_MARKS = re.compile(r"[;；、,，/\s]+")
PHONE = re.compile(r"\+?[0-9][0-9-]{4,19}")
MOST_WORDS = 20_000
# Those that hardly ever come twice are not worth remembering.
UNLIKE = ("id_number", "phone", "note")
# A blank of these is None, of all others the empty text.
NO_TEXTS = ("marks", "born_on", "left_on", "died_on", "is_separated", "has_left", "has_died", "is_marked")


def blank(name: str) -> str | None:
    return None if name in NO_TEXTS else ""


class Column(dict[Any, Any]):
    """Cell → value, each different cell worked out once. A cell that is wrong has its ValueFault for a value."""

    def __init__(self, name: str):
        super().__init__()
        self.name, self.has_faults, self._blank = name, False, blank(name)
        self._convert, self._is_remembered = converter(name), name not in UNLIKE
        self[None] = self[""] = self._blank

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self._convert(cell)
        except ValueFault as fault:
            self.has_faults, value = True, fault
        if self._is_remembered:
            # Beginning anew serves best: rows that are alike stand together.
            if len(self) >= MOST_WORDS:
                self.clear()
                self[None] = self[""] = self._blank
            self[cell] = value
        return value


def converter(name: str) -> Callable[[Any], Any]:
    converters: dict[str, Callable[[Any], Any]] = {
        "name": _name,
        "id_number": _number,
        "phone": _phone,
        "division": to_code,
        "marks": _list,
        "sex": _words(SEXES, _("男、女")),
        "kind": _words(KINDS, _("常住人口、流动人口、境外人员")),
        "id_kind": _words(ID_KINDS, "、".join(str(label) for _value, label in IdKind.choices)),
        "marriage": _lenient(MARRIAGES, ""),
        "relation": _lenient(RELATIONS, "other"),
        **dict.fromkeys(("born_on", "left_on", "died_on"), to_date),
        **dict.fromkeys(("is_separated", "has_left", "has_died", "is_marked"), to_bool),
    }
    return converters.get(name) or _plain(PLAIN[name])


def norm(address: str) -> str:
    """As the generated column of a dwelling does it."""
    text = address if address.isalnum() else unicodedata.normalize("NFKC", address)
    return text.upper().replace(" ", "")


def _number(cell: Any) -> str:
    if type(cell) is str and cell.isascii() and cell.isalnum():
        return cell.upper()
    if is_masked(to_text(cell)):
        raise ValueFault(_("这里是打了星号的号码，不是原号码。"), _("请填写完整的号码。"))
    return rules.plain_number(to_code(cell))


def _name(cell: Any) -> str:
    return _limited(to_text(cell), 100)


def _limited(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueFault(_("文字超过%(most)d个字。") % {"most": most}, _("请缩短。"))
    return text


def _plain(most: int) -> Callable[[Any], str]:
    return lambda cell: _limited(to_text(cell), most)


def _list(cell: Any) -> tuple[str, ...]:
    return tuple(word for word in LIST_MARKS.split(to_text(cell)) if word)


def _phone(cell: Any) -> str:
    """One phone or several, in one form."""
    if type(cell) is str and len(cell) == 11 and cell.isascii() and cell.isdecimal():
        return cell
    phones = [to_code(word) for word in LIST_MARKS.split(to_text(cell)) if word]
    for phone in phones:
        if not PHONE.fullmatch(phone):
            raise ValueFault(_("联系电话的写法不对。"), _("请只填号码，多个号码用分号隔开。"))
    return _limited(";".join(phones), 100)


def _words(known: Mapping[str, str], allowed: str) -> Callable[[Any], str]:
    def find(cell: Any) -> str:
        text = to_code(cell)
        if not text:
            return ""
        if text not in known:
            raise ValueFault(
                _("“%(value)s”不在可选范围内。") % {"value": text[:40]},
                _("请填以下之一：%(allowed)s。") % {"allowed": allowed},
            )
        return known[text]

    return find


def _lenient(known: Mapping[str, str], otherwise: str) -> Callable[[Any], str]:
    return lambda cell: known.get(text, otherwise) if (text := to_code(cell)) else ""
