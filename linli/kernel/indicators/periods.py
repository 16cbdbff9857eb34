"""The period of a flow: from a day to a day, both included."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


class BadPeriod(ValueError):
    """The text names no period; the message says how one is written."""


@dataclass(frozen=True)
class Period:
    first: date
    last: date

    def __str__(self) -> str:
        if (self.first, self.last) == (
            date(self.first.year, 1, 1),
            date(self.first.year, 12, 31),
        ):
            return str(self.first.year)
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def label(self) -> str:
        text = str(self)
        return f"{text}年" if text.isdigit() else f"{self.first}至{self.last}"


def twelve_months_to(at: date) -> Period:
    """The default period: the twelve months that end with the day itself; the calendar's first year is cut short."""
    if at.year == date.min.year:
        return Period(date.min, at)
    try:
        before = at.replace(year=at.year - 1)
    except ValueError:  # 29 February
        before = at.replace(year=at.year - 1, day=28)
    return Period(before + timedelta(days=1), at)


def parse_period(text: str) -> Period:
    """Read `2020`, `2020-03` or `2020-11-23..2021-02-08`."""
    words = text.strip()
    try:
        if re.fullmatch(r"[0-9]{4}", words):
            return Period(date(int(words), 1, 1), date(int(words), 12, 31))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", words):
            year, month = int(words[:4]), int(words[5:])
            return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        first, last = words.split("..")
        period = Period(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
    except ValueError:
        raise BadPeriod(f"“{text}”不是时间段，请写成 2020、2020-03 或 2020-11-23..2021-02-08。") from None
    if period.last < period.first:
        raise BadPeriod(f"时间段“{text}”的结束早于开始，请调换前后日期。")
    return period
