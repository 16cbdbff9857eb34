"""What a column holds, told by its values, its list of choices and its name, in this order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.naming import folded, spaceless
from linli.kernel.exchange.workbooks import ValueFault, to_date

YES_NO = ({"是", "否"}, {"有", "无"}, {"是", "否", ""}, {"有", "没有"}, {"√", "×"}, {"√"}, {"1", "0"})
MOST_CHOICES = 8
ENOUGH = 4 / 5

_ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8}")
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}|\d{12}")
_INT = re.compile(r"[+-]?\d{1,3}(,\d{3})*|[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})*|\d+)(\.\d+)?%?")

# By name, where there is no value to go by. The first that matches.
NAMES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.SERIAL, re.compile(r"^(序号|编号|no\.?|项次|行次)$")),
    (Kind.ID_NUMBER, re.compile(r"身份证|证件号|公民身份号码")),
    (Kind.PHONE, re.compile(r"电话|手机|联系方式")),
    (Kind.CODE, re.compile(r"信用代码|区划代码|机构代码")),
    (Kind.DATE, re.compile(r"日期$|时间$|年月日?$|^生日$")),
    (Kind.BOOL, re.compile(r"^(是否|有无|有没有)")),
    (Kind.NUMBER, re.compile(r"(面积|金额|经费|资金|投入|收入|支出|率|比例|占比)$")),
    (Kind.INT, re.compile(r"(数|数量|人次|户数|人数|个数|次数|总数|年龄)$")),
)


@dataclass(frozen=True)
class Guess:
    """`is_telling`: the values themselves say so, not only the name."""

    kind: Kind
    is_telling: bool = False


def kind_of(name: str, samples: Sequence[str], *, choices: Sequence[str] = (), has_dates: bool = False) -> Guess:
    """Of what people type: four values of five must be of a kind for the column to be."""
    if choices:
        return Guess(Kind.BOOL if {spaceless(each) for each in choices} in YES_NO else Kind.CHOICE, is_telling=True)
    named = next((kind for kind, pattern in NAMES if pattern.search(folded(name))), None)
    values = [spaceless(sample) for sample in samples if sample]
    if not values:
        return Guess(named or Kind.TEXT)
    if named is Kind.SERIAL and _most(values, _INT.fullmatch):
        return Guess(Kind.SERIAL)
    if has_dates or (_most(values, _is_date) and named not in {Kind.ID_NUMBER, Kind.PHONE, Kind.INT}):
        return Guess(Kind.DATE, is_telling=True)
    return _of_values(values, named)


def _of_values(values: Sequence[str], named: Kind | None) -> Guess:
    for kind, pattern in ((Kind.ID_NUMBER, _ID_NUMBER), (Kind.CODE, _CODE), (Kind.PHONE, _PHONE)):
        # Seven digits are a telephone only where the name says so.
        if _most(values, pattern.fullmatch) and (kind is not Kind.PHONE or named is Kind.PHONE or len(values[0]) == 11):
            return Guess(kind, is_telling=True)
    if set(values) in YES_NO:
        return Guess(Kind.BOOL, is_telling=True)
    if _most(values, _INT.fullmatch):
        return Guess(named if named in {Kind.NUMBER, Kind.PHONE, Kind.CODE} else Kind.INT, is_telling=True)
    if _most(values, _NUMBER.fullmatch):
        return Guess(Kind.NUMBER, is_telling=True)
    return Guess(named if named in {Kind.PHONE, Kind.ID_NUMBER, Kind.CODE} else Kind.TEXT)


def _most(values: Sequence[str], holds: Callable[[str], object]) -> bool:
    return sum(1 for value in values if holds(value)) >= ENOUGH * len(values)


def _is_date(value: str) -> bool:
    if _ID_NUMBER.fullmatch(value) or (value.isdigit() and len(value) != 8):
        return False
    try:
        return to_date(value) is not None
    except ValueFault:
        return False
