"""References to cells, when the rows that a table has for data become more: those below move, those over them stretch."""

import re
from dataclasses import dataclass

# Functions that would count sub-totals twice, and the number of each for SUBTOTAL, which leaves other sub-totals out.
ADDING = {"AVERAGE": 1, "COUNT": 2, "COUNTA": 3, "MAX": 4, "MIN": 5, "SUM": 9}

_SHEET = r"(?:'(?:[^']|'')+'|[^\s'\"!(),;:+\-*/^&=<>{}\[\]]+)!"
_PLACE = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    rf"\"(?:[^\"]|\"\")*\"|(?<![\w.$\]!:'])(?P<sheet>{_SHEET})?"
    rf"(?:(?P<from>{_PLACE})(?::(?P<to>{_PLACE}))?|(?P<rows>\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}))(?![\w(.!])"
)
_ADDING = re.compile(
    rf"(?<![\w.])(?P<name>{'|'.join(ADDING)})\((?P<of>(?:{_SHEET})?{_PLACE}:{_PLACE}(?:,(?:{_SHEET})?{_PLACE}(?::{_PLACE})?)*)\)"
)
_ROW = re.compile(r"(\$?)([0-9]+)$")


@dataclass(frozen=True)
class Growth:
    """On one sheet, rows `first` to `last` (`first` - 1 where there are none) become `count`, never fewer.

    `has_subtotals`: some of them add up others, so what adds over all of them must leave those out.
    """

    sheet: str
    first: int
    last: int
    count: int
    has_subtotals: bool = False

    @property
    def added(self) -> int:
        return self.count - (self.last - self.first + 1)

    @property
    def new_last(self) -> int:
        return self.last + self.added

    def row(self, row: int) -> int:
        return row + self.added if row > self.last else row

    def rows(self, top: int, bottom: int) -> tuple[int, int]:
        """A range of rows; one over any of the data is over all of them."""
        if top > self.last or bottom < self.first:
            return self.row(top), self.row(bottom)
        bottom = self.new_last if bottom <= self.last else self.row(bottom)
        return min(top, self.first) if top <= self.last else top, bottom

    def covers(self, top: int, bottom: int) -> bool:
        return top <= self.last and bottom >= self.first


def moved(formula: str, own_sheet: str, growth: Growth) -> str:
    """A formula that stands on `own_sheet`, after the growth."""

    def one(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith('"') or not _is_ours(match["sheet"], own_sheet, growth):
            return text
        sheet = match["sheet"] or ""
        if match["rows"]:
            top, bottom = match["rows"].split(":")
            return f"{sheet}{':'.join(_placed((top, bottom), growth.rows(_row(top), _row(bottom))))}"
        if not match["to"]:
            return sheet + _placed((match["from"],), (growth.row(_row(match["from"])),))[0]
        pair = match["from"], match["to"]
        top, bottom = _row(pair[0]), _row(pair[1])
        # Along one row, as in =SUM(F4:J4), it is about that row alone.
        is_along = top == bottom and column_of(pair[0]) != column_of(pair[1])
        rows = (growth.row(top), growth.row(top)) if is_along else growth.rows(top, bottom)
        return f"{sheet}{':'.join(_placed(pair, rows))}"

    if growth.has_subtotals:
        formula = _ADDING.sub(lambda match: _without_subtotals(match, own_sheet, growth), formula)
    return _TOKEN.sub(one, formula)


def repeated(formula: str, by: int, columns: int = 0) -> str:
    """A formula copied `by` rows down and `columns` to the right: relative places go along, absolute ones stay."""

    def place(text: str) -> str:
        match = re.fullmatch(r"(\$?)([A-Z]+)(\$?)([0-9]+)", text)
        assert match is not None
        letters = match[2] if match[1] else _letters(_number(match[2]) + columns)
        row = match[4] if match[3] else str(max(1, int(match[4]) + by))
        return f"{match[1]}{letters}{match[3]}{row}"

    def one(match: re.Match[str]) -> str:
        if match[0].startswith('"') or match["rows"]:
            return match[0]
        places = [place(text) for text in (match["from"], match["to"]) if text]
        return f"{match['sheet'] or ''}{':'.join(places)}"

    return _TOKEN.sub(one, formula)


def moved_area(area: str, growth: Growth, *, style_row: int) -> str:
    """Areas as validations, merges and filters name them ("B7:B30 D7"): one over the row that data take after is over all."""
    found = []
    for each in area.split():
        start, _colon, end = each.partition(":")
        if not _ROW.search(start):
            found.append(each)
            continue
        top, bottom = _row(start), _row(end or start)
        if growth.covers(top, bottom) and (top <= style_row <= bottom or bottom > top):
            bottom = growth.new_last if bottom <= growth.last else growth.row(bottom)
        else:
            top, bottom = growth.row(top), growth.row(bottom)
        end = end or (start if bottom > top else "")
        found.append(":".join(_placed((start, end), (top, bottom))) if end else _placed((start,), (top,))[0])
    return " ".join(found)


def rows_of(area: str) -> tuple[int, int]:
    """First and last row of one area, "B7:C9"; (0, 0) of whole columns."""
    start, _colon, end = area.partition(":")
    return (_row(start), _row(end or start)) if _ROW.search(start) else (0, 0)


def columns_of(area: str) -> tuple[int, int]:
    start, _colon, end = area.partition(":")
    return column_of(start), column_of(end or start)


def column_of(place: str) -> int:
    """C7 → 3."""
    return _number(place.replace("$", "").rstrip("0123456789"))


def _without_subtotals(match: re.Match[str], own_sheet: str, growth: Growth) -> str:
    areas = match["of"].split(",")
    for area in areas:
        sheet, _mark, places = area.rpartition("!")
        if ":" in places and _is_ours(f"{sheet}!" if sheet else None, own_sheet, growth):
            top, bottom = rows_of(places)
            if growth.covers(top, bottom):
                return f"SUBTOTAL({ADDING[match['name']]},{match['of']})"
    return match[0]


def _is_ours(sheet: str | None, own_sheet: str, growth: Growth) -> bool:
    if not sheet:
        return own_sheet == growth.sheet
    name = sheet[:-1]
    return (name[1:-1].replace("''", "'") if name.startswith("'") else name) == growth.sheet


def _row(place: str) -> int:
    match = _ROW.search(place)
    assert match is not None
    return int(match[2])


def _placed(places: tuple[str, ...], rows: tuple[int, ...]) -> list[str]:
    return [_ROW.sub(rf"\g<1>{row}", place) for place, row in zip(places, rows, strict=True)]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters or "A"
