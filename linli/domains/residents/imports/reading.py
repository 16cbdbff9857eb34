"""From a block of the roster's rows to staged lines. Needs no database: it runs in processes of its own.

A block is worked off column by column, each different cell once; most rows then need no more than a look at their number.
The others, with something to say or to refuse, go through `_file`. Sealing is done a block at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from operator import mul
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from linli.domains.residents import rules
from linli.domains.residents.enums import IdKind, Joined, Left, Sex
from linli.domains.residents.imports.columns import CELLS, COLUMNS
from linli.domains.residents.imports.converting import Column, blank, norm
from linli.domains.residents.models import Resident
from linli.domains.residents.models.kinds import CARE_CHOICES, kind_named
from linli.kernel.exchange.formats import NONE, Heads, Layout, Outcome, lines
from linli.kernel.exchange.models import Kind
from linli.kernel.exchange.sources import Values
from linli.kernel.exchange.workbooks import Fault, ValueFault, column_letters
from linli.kernel.privacy.cipher import fingerprint_many

MOST_WARNINGS = 20
CARES = {code for code, _label in CARE_CHOICES}
NO_NUMBER = ("无", "没有", "无证件", "暂无", "-", "/")
CARD = IdKind.IDENTITY_CARD.value
# What a file begins with in every row, and what most rows leave blank.
USUAL = ("name", "quarter", "division", "id_kind", "id_number", "born_on", "sex", "marks")
RARE = ("has_left", "left_on", "has_died", "died_on")
NAMES = tuple(column.name for column in COLUMNS)
Table = dict[str, list[Any]]


class File(NamedTuple):
    """What is worked out of a row, besides the texts that are taken as they are."""

    place: int
    division_id: int
    number: str
    id_kind: str
    born_on: date | None
    sex: str
    registered_on: date
    left_on: date | None = None
    left_reason: str = ""
    died_on: date | None = None
    cares: str = ""
    tags: str = ""


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
        self.columns = {name: Column(name) for name in layout.places}
        self.groups: dict[Any, tuple[str, str]] = {None: ("", "")}
        self.cards = Cards()

    def read(self, rows: Sequence[Values]) -> Outcome:
        self.outcome = Outcome()
        filled = [row for row in rows if _is_filled(row.values)]
        table, wrong = self._table(filled)
        files = list(self._files(filled, table, wrong))
        if files:
            self.outcome.lines.append(self._staged(filled, table, files))
            self.outcome.joined_count = len(files)
        return self.outcome

    def _table(self, rows: Sequence[Values]) -> tuple[Table, set[int]]:
        """Name → values, one for each row; and the places of the rows with a cell that is wrong."""
        wrong: set[int] = set()
        width = max(self.layout.columns, default=0) + 1
        cells = list(zip(*(_wide(row.values, width) for row in rows), strict=True)) or [()] * width
        table: Table = {name: [blank(name)] * len(rows) for name in NAMES}
        for name, index in self.layout.places.items():
            column = self.columns[name]
            table[name] = list(map(column.__getitem__, cells[index]))
            if column.has_faults:
                for place, value in enumerate(table[name]):
                    if isinstance(value, ValueFault):
                        wrong.add(place)
                        self._fault(rows[place].number, name, cells[index][place], value.message, value.remedy)
        for place, row in enumerate(rows):
            for name, index in self.layout.places.items() if row.formulas else ():
                if index + 1 in row.formulas:
                    wrong.add(place)
                    remedy = _("请复制后“选择性粘贴—数值”。")
                    self._fault(row.number, name, row.values[index], _("单元格里是公式，不是数据。"), remedy)
        return table, wrong

    def _files(self, rows: Sequence[Values], table: Table, wrong: set[int]) -> Iterator[tuple[Any, ...]]:
        """The files of the rows in which all is well; what is wrong with the others is noted."""
        rare = map(any, zip(*(table[name] for name in RARE), strict=True))
        places = [self.divisions.get(code) if code else self.only_division for code in table["division"]]
        usual = zip(*(table[name] for name in USUAL), places, rare, strict=True)
        for place, (name, quarter, _code, kind, number, born_on, sex, words, division_id, is_rare) in enumerate(usual):
            if place in wrong:
                continue
            card, groups = self.cards[number], self.groups.get(words)
            is_plain = (
                card is not None
                and name
                and quarter
                and division_id
                and groups is not None
                and not is_rare
                and (not kind or kind == CARD)
                and (born_on is None or born_on == card[0])
                and (not sex or sex == card[1])
                and card[0] <= self.today
                and number[:6] in self.counties
            )
            if is_plain:
                # A tuple like that of `_file`, only made faster.
                yield (place, division_id, number, CARD, *card, self.today, None, "", None, *groups)  # type: ignore[misc]
                continue
            person = {key: values[place] for key, values in table.items()}
            if (file := self._file(place, rows[place].number, person)) is not None:
                yield file

    def _fault(self, row: int, name: str, value: Any, message: str, remedy: str) -> None:
        # Numbers and phones are not repeated in the clear: the workbook has them.
        shown = None if value is None else "…" if name in ("id_number", "phone") else str(value)[:200]
        self.outcome.faults.append(Fault(self.layout.sheet, row, self.letters.get(name), shown, message, remedy))

    def _warn(self, row: int, about: str, message: str) -> None:
        if about not in self.warned and len(self.warned) < MOST_WARNINGS:
            self.warned.add(about)
            self.outcome.notices.append(_("第%(row)d行：%(message)s") % {"row": row, "message": message})

    def _file(self, place: int, row: int, person: dict[str, Any]) -> File | None:
        """The file of any row, or None with its faults noted."""
        count = len(self.outcome.faults)
        if not person["name"]:
            self._fault(row, "name", None, _("“姓名”必填，此处为空。"), _("请补填。"))
        division_id = self._division(row, person)
        number, kind, born_on, sex = self._document(row, person)
        registered_on, left_on, reason, died_on = self._leaving(row, person)
        cares, tags = self._marks(row, person["marks"] or ())
        if born_on and born_on > self.today:
            self._fault(row, "born_on", born_on, _("出生日期在今天之后。"), _("请核对日期。"))
        if division_id is None or len(self.outcome.faults) > count:
            return None
        return File(
            place, division_id, number, kind, born_on, sex, registered_on, left_on, reason, died_on, cares, tags
        )

    def _division(self, row: int, person: dict[str, Any]) -> int | None:
        code, quarter = person["division"], person["quarter"] or ""
        found = self.divisions.get(code) if code else self.only_division or self.quarters.get(quarter)
        if not quarter:
            message = _("“现住小区/建筑”必填，此处为空。")
            self._fault(row, "quarter", None, message, _("没有小区的写村民小组或街巷名。"))
        if found is None and code:
            message = _("没有代码为“%(code)s”的村（社区），或它不在您岗位的管辖范围内。") % {"code": code[:20]}
            self._fault(row, "division", code, message, _("请填写管辖范围内村（社区）的12位区划代码。"))
        elif found is None:
            message = _("看不出“%(quarter)s”属于哪个村（社区）。") % {"quarter": quarter[:40]}
            remedy = _("请在表中加一列“区划代码”，填村（社区）的12位代码；或由该村（社区）自行导入。")
            self._fault(row, "quarter", quarter, message, remedy)
        return found

    def _document(self, row: int, person: dict[str, Any]) -> tuple[str, str, date | None, str]:
        """Number, kind, birth and sex, each from the other where it is not said."""
        number = person["id_number"] or ""
        kind = person["id_kind"] or (IdKind.NONE if number in NO_NUMBER else IdKind.IDENTITY_CARD)
        number = "" if number in NO_NUMBER else number
        born_on, sex = person["born_on"], person["sex"] or ""
        if not number and kind != IdKind.NONE:
            remedy = _("请补填；确实没有证件的填“无”。")
            self._fault(row, "id_number", None, _("“身份证号”必填，此处为空。"), remedy)
        if number and kind in rules.CARD_KINDS and len(number) == 18:
            born_on = born_on or rules.born_on_of(number)
            sex = sex or (rules.sex_of(number) if number[16:17].isdigit() else "")
        for fault in rules.id_number_faults(number, kind, born_on=born_on, sex=sex, today=self.today) if number else ():
            if fault.is_error:
                self._fault(row, fault.field, person["born_on"], fault.message, fault.remedy)
            else:
                self._warn(row, fault.message, f"{fault.message}{fault.remedy}")
        if number and number[:6] not in self.counties:
            known, self.counties = self.counties, self.counties | {number[:6]}
            for fault in rules.retired_county_fault(number, kind, known):
                self._warn(row, number[:6], f"{fault.message}{fault.remedy}")
        return number, kind, born_on, sex or Sex.UNKNOWN

    def _leaving(self, row: int, person: dict[str, Any]) -> tuple[date, date | None, str, date | None]:
        """When the file begins and ends, why it ends, and the day of death."""
        left_on, died_on = person["left_on"], person["died_on"]
        has_died = person["has_died"] or died_on is not None
        has_left = person["has_left"] or left_on is not None
        end = died_on if has_died else left_on if has_left else None
        if has_died or has_left:
            self._check_end(row, "died_on" if has_died else "left_on", end)
        reason = "" if end is None else Left.DIED.value if has_died else Left.MOVED_OUT.value
        return min(self.today, end) if end else self.today, end, reason, died_on

    def _check_end(self, row: int, name: str, end: date | None) -> None:
        if end is None:
            title = _("死亡日期") if name == "died_on" else _("迁出日期")
            self._fault(row, name, None, _("“%(title)s”为空。") % {"title": title}, _("请补填日期，或把前一栏改为否。"))
        elif end > self.today:
            self._fault(row, name, end, _("日期在今天之后。"), _("请核对日期。"))

    def _marks(self, row: int, words: Sequence[str]) -> tuple[str, str]:
        """The codes of groups that are cared for, and of tags."""
        kinds = [(word, kind_named(word)) for word in words]
        codes = dict.fromkeys(kind.code for _word, kind in kinds if kind is not None)
        found = ",".join(code for code in codes if code in CARES), ",".join(code for code in codes if code not in CARES)
        unknown = [word for word, kind in kinds if kind is None]
        for word in unknown:
            message = _("“%(word)s”没有对应的关爱类别或标签，没有登记这一项。") % {"word": word[:20]}
            self._warn(row, word, message)
        if not unknown:
            self.groups[words] = found
        return found

    def _staged(self, rows: Sequence[Values], table: Table, files: Sequence[tuple[Any, ...]]) -> str:
        """The lines of the files, put together column by column."""
        file: Table = dict(zip(File._fields, map(list, zip(*files, strict=True)), strict=True))
        if len(files) < len(rows):
            table = {name: [values[place] for place in file["place"]] for name, values in table.items()}
        marks = fingerprint_many(file["number"])
        unknown = zip(marks, file["division_id"], table["name"], file["born_on"], strict=True)
        cells = {
            **table,
            "cares": _or_none(file["cares"]),
            "tags": _or_none(file["tags"]),
            "household": _or_none(table["household"]),
            "address_norm": _addresses(table),
            "room": _or_none(table["room"]),
            "id_kind": file["id_kind"],
            "id_number": _hex(_seal("id_number", file["number"])),
            "phone": _hex(_seal("phone", table["phone"])),
            "phone_fingerprint": _hex(fingerprint_many(table["phone"])),
            "sex": file["sex"],
            "born_on": _days(file["born_on"]),
            "is_separated": ["t" if each else "f" for each in table["is_separated"]],
            "registered_on": _days(file["registered_on"]),
            "joined": [Joined.SURVEYED.value] * len(files),
            "left_on": _days(file["left_on"]),
            "left_reason": file["left_reason"],
            "died_on": _days(file["died_on"]),
            "source": [self.source] * len(files),
        }
        numbers = [rows[place].number for place in file["place"]]
        keys = [NONE if mark else f"{place}|{name}|{born_on}" for mark, place, name, born_on in unknown]
        heads = Heads(numbers, file["division_id"], keys, marks)
        return lines((self.upload_id, Kind.FRESH), heads, [cells[name] for name in CELLS])


class Cards(dict[str, Any]):
    """The day of birth and the sex in a number that is plainly good, None for any other: whether and why that is wrong the
    rules say.

    The parts of numbers come again and again: what each adds to the check sum is worked out once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._places, self._births, self._orders = _Part(0), _Part(6), _Part(14)

    def __missing__(self, number: str) -> tuple[date, str] | None:
        if len(number) != 18 or not (number.isascii() and number[:17].isdecimal()):
            return None
        _place, place = self._places[number[:6]]
        born_on, births = self._births[number[6:14]]
        sex, order = self._orders[number[14:17]]
        is_good = rules.CHECK_DIGITS[(place + births + order) % 11] == number[17]
        if not is_good or born_on is None or number[:2] not in rules.PROVINCES:
            return None
        return born_on, sex


class _Part(dict[str, tuple[Any, int]]):
    """Some digits of a number from a place on → the day or the sex that they name, and what they add to the check sum."""

    def __init__(self, start: int):
        super().__init__()
        self._start = start

    def __missing__(self, digits: str) -> tuple[Any, int]:
        added = sum(map(mul, map(int, digits), rules.WEIGHTS[self._start :]))
        named: Any = None
        if len(digits) == 3:
            named = Sex.MALE.value if int(digits) % 2 else Sex.FEMALE.value
        elif len(digits) == 8:
            with suppress(ValueError):
                named = date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
        self[digits] = named, added
        return named, added


def _is_filled(values: list[Any]) -> bool:
    return any(values) and not all(type(value) is str and not value.strip() for value in values if value is not None)


def _wide(values: list[Any], width: int) -> list[Any]:
    if len(values) == width:
        return values
    return values[:width] if len(values) > width else values + [None] * (width - len(values))


def _addresses(table: Table) -> list[str]:
    homes = zip(table["quarter"], table["room"], strict=True)
    return [norm(quarter + room) if room else NONE for quarter, room in homes]


def _or_none(texts: Sequence[str]) -> list[str]:
    return [text or NONE for text in texts]


def _hex(values: Sequence[bytes | None]) -> list[str]:
    return [NONE if value is None else value.hex() for value in values]


def _days(days: Sequence[date | None]) -> list[str]:
    texts = {day: NONE if day is None else str(day) for day in set(days)}
    return [texts[day] for day in days]


def _seal(name: str, values: Sequence[str]) -> list[bytes | None]:
    return Resident._meta.get_field(name).seal_many(values)  # type: ignore[union-attr]
