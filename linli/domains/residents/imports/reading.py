"""From a block of the roster's rows to staged lines. Needs no database: it runs in processes of its own.

What can be worked out once is: the words of a column, its dates, its numbers' places. Sealing is done a block at a time.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import mul
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.residents import rules
from linli.domains.residents.enums import IdKind, Joined, Left, Sex
from linli.domains.residents.imports.columns import ID_KINDS, KINDS, MARRIAGES, PLAIN, RELATIONS, SEXES
from linli.domains.residents.models import Resident
from linli.domains.residents.models.kinds import CARE_CHOICES, kind_named
from linli.kernel.exchange.formats import NONE, Layout, Outcome, line
from linli.kernel.exchange.models import Kind
from linli.kernel.exchange.sources import Values
from linli.kernel.exchange.workbooks import Fault, ValueFault, column_letters, to_bool, to_code, to_date, to_text
from linli.kernel.privacy.cipher import fingerprint_many
from linli.kernel.privacy.masking import is_masked

LIST_MARKS = re.compile(r"[;；、,，/\s]+")
PHONE = re.compile(r"\+?[0-9][0-9-]{4,19}")
MOST_WORDS = 20_000
MOST_WARNINGS = 20
CARES = {code for code, _label in CARE_CHOICES}
NO_NUMBER = ("无", "没有", "无证件", "暂无", "-", "/")
CHECK_WEIGHTS = rules.WEIGHTS


class RosterReader:
    def __init__(self, upload_id: int, layout: Layout, prepared: Mapping[str, Any]):
        self.upload_id, self.layout = upload_id, layout
        self.letters = {name: column_letters(index) for name, index in layout.places.items()}
        self.today = date.fromisoformat(prepared["today"])
        self.divisions: dict[str, int] = prepared["divisions"]
        self.quarters: dict[str, int] = prepared["quarters"]
        self.only_division: int | None = prepared["division"]
        self.counties = frozenset(prepared["counties"])
        self.source = prepared["source"]
        self.warned: set[str] = set()
        self.columns = [(name, layout.places[name], self._converter(name)) for name in layout.places]
        self.unnamed = dict.fromkeys(name for name in PLAIN if name not in layout.places)

    def read(self, rows: Sequence[Values]) -> Outcome:
        self.outcome = Outcome()
        people = [person for row in rows if (person := self._person(row)) is not None]
        numbers = [person["id_number"] or None for person in people]
        phones = [person["phone"] or None for person in people]
        sealed = zip(
            _seal("id_number", numbers),
            fingerprint_many(numbers),
            _seal("phone", phones),
            fingerprint_many(phones),
            strict=True,
        )
        for person, secrets in zip(people, sealed, strict=True):
            self.outcome.lines.append(self._line(person, *secrets))
        return self.outcome

    def _converter(self, name: str) -> Callable[[Any], Any]:
        """From a cell to its value, each different cell once."""
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
        convert = converters.get(name) or _plain(PLAIN[name])
        # Those that hardly ever come twice are not worth remembering.
        return convert if name in ("id_number", "phone", "note") else _remembered(convert)

    def _person(self, row: Values) -> dict[str, Any] | None:
        """The row's values, or None with its faults noted. Blank rows are nothing."""
        values, width, count = row.values, len(row.values), len(self.outcome.faults)
        if not any(values) or all(type(value) is str and not value.strip() for value in values if value is not None):
            return None
        person: dict[str, Any] = {"row": row.number, **self.unnamed}
        for name, index, convert in self.columns:
            cell = values[index] if index < width else None
            if row.formulas and index + 1 in row.formulas:
                self._fault(row.number, name, cell, _("单元格里是公式，不是数据。"), _("请复制后“选择性粘贴—数值”。"))
                continue
            try:
                person[name] = None if cell is None or cell == "" else convert(cell)
            except ValueFault as fault:
                self._fault(row.number, name, cell, fault.message, fault.remedy)
        if len(self.outcome.faults) == count:
            self._complete(person)
        return person if len(self.outcome.faults) == count else None

    def _fault(self, row: int, name: str, value: Any, message: str, remedy: str) -> None:
        # Numbers and phones are not repeated in the clear: the workbook has them.
        shown = None if value is None else "…" if name in ("id_number", "phone") else str(value)[:200]
        self.outcome.faults.append(Fault(self.layout.sheet, row, self.letters.get(name), shown, message, remedy))

    def _warn(self, row: int, about: str, message: str) -> None:
        if about not in self.warned and len(self.warned) < MOST_WARNINGS:
            self.warned.add(about)
            self.outcome.notices.append(_("第%(row)d行：%(message)s") % {"row": row, "message": message})

    def _complete(self, person: dict[str, Any]) -> None:
        row = person["row"]
        if not person.get("name"):
            self._fault(row, "name", None, _("“姓名”必填，此处为空。"), _("请补填。"))
        person["phone"] = person.get("phone") or ""
        self._place(person)
        self._document(person)
        self._leaving(person)
        self._marks(person)
        if person["born_on"] and person["born_on"] > self.today:
            self._fault(row, "born_on", person["born_on"], _("出生日期在今天之后。"), _("请核对日期。"))

    def _place(self, person: dict[str, Any]) -> None:
        code, quarter = person.get("division"), person["quarter"] or ""
        found = self.divisions.get(code) if code else self.only_division or self.quarters.get(quarter)
        person["division_id"] = found
        if not quarter:
            message = _("“现住小区/建筑”必填，此处为空。")
            self._fault(person["row"], "quarter", None, message, _("没有小区的写村民小组或街巷名。"))
        if found is None and code:
            message = _("没有代码为“%(code)s”的村（社区），或它不在您岗位的管辖范围内。") % {"code": code[:20]}
            self._fault(person["row"], "division", code, message, _("请填写管辖范围内村（社区）的12位区划代码。"))
        elif found is None:
            message = _("看不出“%(quarter)s”属于哪个村（社区）。") % {"quarter": quarter[:40]}
            remedy = _("请在表中加一列“区划代码”，填村（社区）的12位代码；或由该村（社区）自行导入。")
            self._fault(person["row"], "quarter", quarter, message, remedy)

    def _document(self, person: dict[str, Any]) -> None:
        number, row = person.get("id_number") or "", person["row"]
        kind = person.get("id_kind") or (IdKind.NONE if number in NO_NUMBER else IdKind.IDENTITY_CARD)
        number = "" if number in NO_NUMBER else number
        born_on, sex = person.get("born_on"), person.get("sex") or ""
        if not number and kind != IdKind.NONE:
            remedy = _("请补填；确实没有证件的填“无”。")
            self._fault(row, "id_number", None, _("“身份证号”必填，此处为空。"), remedy)
        if number and kind in rules.CARD_KINDS and len(number) == 18:
            born_on = born_on or rules.born_on_of(number)
            sex = sex or (rules.sex_of(number) if number[16:17].isdigit() else "")
        if number and not _is_good_card(number, kind, born_on, sex):
            for fault in rules.id_number_faults(number, kind, born_on=born_on, sex=sex, today=self.today):
                if fault.is_error:
                    self._fault(row, fault.field, person.get("born_on"), fault.message, fault.remedy)
                else:
                    self._warn(row, fault.message, f"{fault.message}{fault.remedy}")
        if number and number[:6] not in self.counties:
            known, self.counties = self.counties, self.counties | {number[:6]}
            for fault in rules.retired_county_fault(number, kind, known):
                self._warn(row, number[:6], f"{fault.message}{fault.remedy}")
        person |= {"id_number": number, "id_kind": kind, "born_on": born_on, "sex": sex or Sex.UNKNOWN}

    def _leaving(self, person: dict[str, Any]) -> None:
        left_on, died_on = person.get("left_on"), person.get("died_on")
        has_died = person.get("has_died") or died_on is not None
        has_left = person.get("has_left") or left_on is not None
        end = died_on if has_died else left_on if has_left else None
        person["left_on"], person["died_on"] = end, died_on
        person["left_reason"] = "" if end is None else Left.DIED.value if has_died else Left.MOVED_OUT.value
        person["registered_on"] = min(self.today, end) if end else self.today
        if has_died or has_left:
            self._check_end(person["row"], "died_on" if has_died else "left_on", end)

    def _check_end(self, row: int, name: str, end: date | None) -> None:
        if end is None:
            title = _("死亡日期") if name == "died_on" else _("迁出日期")
            self._fault(row, name, None, _("“%(title)s”为空。") % {"title": title}, _("请补填日期，或把前一栏改为否。"))
        elif end > self.today:
            self._fault(row, name, end, _("日期在今天之后。"), _("请核对日期。"))

    def _marks(self, person: dict[str, Any]) -> None:
        cares: list[str] = []
        tags: list[str] = []
        for word in person.get("marks") or ():
            kind = kind_named(word)
            if kind is None:
                message = _("“%(word)s”没有对应的关爱类别或标签，没有登记这一项。") % {"word": word[:20]}
                self._warn(person["row"], word, message)
            else:
                (cares if kind.code in CARES else tags).append(kind.code)
        person["cares"], person["tags"] = ",".join(dict.fromkeys(cares)), ",".join(dict.fromkeys(tags))

    def _line(
        self,
        person: dict[str, Any],
        number: bytes | None,
        mark: bytes | None,
        phone: bytes | None,
        phone_mark: bytes | None,
    ) -> str:
        get, quarter, room = person.get, person["quarter"], person["room"]
        born_on, left_on, died_on = get("born_on"), get("left_on"), get("died_on")
        key = f"{person['division_id']}|{person['name']}|{born_on}" if mark is None else NONE
        cells = (
            person["name"],
            person["id_kind"],
            NONE if number is None else number.hex(),
            NONE if phone is None else phone.hex(),
            NONE if phone_mark is None else phone_mark.hex(),
            person["sex"],
            NONE if born_on is None else born_on.isoformat(),
            get("kind") or "",
            get("relation") or "",
            "t" if get("is_separated") else "f",
            get("registered_quarter") or "",
            get("registered_address") or "",
            get("actual_address") or "",
            get("ethnic_group") or "",
            get("political_status") or "",
            get("marriage") or "",
            get("education") or "",
            get("occupation") or "",
            get("health") or "",
            get("note") or "",
            person["registered_on"].isoformat(),
            Joined.SURVEYED.value,
            NONE if left_on is None else left_on.isoformat(),
            person["left_reason"],
            get("left_to") or "",
            NONE if died_on is None else died_on.isoformat(),
            self.source,
            quarter,
            room or NONE,
            get("grid_name") or "",
            _norm(quarter + room) if room else NONE,
            get("household") or NONE,
            person["cares"] or NONE,
            person["tags"] or NONE,
        )
        return line((self.upload_id, person["row"], Kind.FRESH, person["division_id"]), key, cells, mark=mark)


def _seal(name: str, values: list[str | None]) -> list[bytes | None]:
    return Resident._meta.get_field(name).seal_many(values)  # type: ignore[union-attr]


def _is_good_card(number: str, kind: str, born_on: date | None, sex: str) -> bool:
    """The usual case, quickly; whatever is not plainly good is left to the rules, which say why."""
    digits = number[:17]
    if kind not in rules.CARD_KINDS or len(number) != 18 or not (digits.isascii() and digits.isdecimal()):
        return False
    if rules.CHECK_DIGITS[sum(map(mul, map(int, digits), CHECK_WEIGHTS)) % 11] != number[17]:
        return False
    if born_on is None or number[6:14] != f"{born_on.year:04d}{born_on.month:02d}{born_on.day:02d}":
        return False
    return number[:2] in rules.PROVINCES and sex == rules.sex_of(number)


def _remembered(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def remember(cell: Any) -> Any:
        try:
            return known[cell]
        except KeyError:
            value = convert(cell)
            if len(known) > MOST_WORDS:
                known.clear()
            known[cell] = value
            return value

    return remember


def _number(cell: Any) -> str:
    if type(cell) is str and cell.isascii() and cell.isalnum():
        return cell.upper()
    if is_masked(to_text(cell)):
        raise ValueFault(_("这里是打了星号的号码，不是原号码。"), _("请填写完整的号码。"))
    return rules.plain_number(to_code(cell))


def _norm(address: str) -> str:
    """As the generated column of a dwelling does it."""
    text = address if address.isalnum() else unicodedata.normalize("NFKC", address)
    return text.upper().replace(" ", "")


def _name(cell: Any) -> str:
    return _limited(to_text(cell), 100)


def _limited(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueFault(_("文字超过%(most)d个字。") % {"most": most}, _("请缩短。"))
    return text


def _plain(most: int) -> Callable[[Any], str]:
    return lambda cell: _limited(to_text(cell), most)


def _list(cell: Any) -> list[str]:
    return [word for word in LIST_MARKS.split(to_text(cell)) if word]


def _phone(cell: Any) -> str:
    """One phone or several, in one form."""
    if type(cell) is str and len(cell) == 11 and cell.isascii() and cell.isdecimal():
        return cell
    phones = [to_code(word) for word in re.split(r"[;；、,，/\s]+", to_text(cell)) if word]
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
