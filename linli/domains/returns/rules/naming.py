"""What columns are called, folded so that the same name written by two hands is the same; and how near two names are."""

import re
import unicodedata
from functools import lru_cache

_REQUIRED = re.compile(r"(\*|\((必填|选填|必须|必填项|选填项|可选|可不填)\))+")
UNITS = tuple(
    "人次 人 户 个 家 处 次 件 起 张 元 万元 亿元 平方米 ㎡ m2 亩 公里 % 百分比 周岁 岁 年 月 日 天 小时 名 辆 台 条 吨 座 栋 间 床".split()  # noqa: SIM905
)
_UNIT = re.compile(rf"\((?:单位:?)?({'|'.join(UNITS)})\)$")
_REMARK = re.compile(r"\([^()]*\)$")
_NOISE = re.compile(r"^(其中[:：]?|是否为?|有无|有没有|本人)|(情况|信息)$")


def spaceless(text: object) -> str:
    """NFKC without any blank, line end or invisible mark."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).replace("\u200b", "").replace("\ufeff", "")


def plain_name(name: str) -> str:
    """Without width, blanks, marks of obligation, and a unit in brackets at the end."""
    return _UNIT.sub("", _REQUIRED.sub("", spaceless(name)).lower().strip(":*、."))


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """For comparing: plain, and without a remark in brackets at the end."""
    plain = plain_name(name)
    while (shorter := _REMARK.sub("", plain)) and shorter != plain:
        plain = shorter
    return plain


def unit_of(name: str) -> str:
    """The unit in brackets at the end of a name: 经费（万元） → 万元; "" where there is none."""
    found = _UNIT.search(_REQUIRED.sub("", spaceless(name)))
    return found[1] if found else ""


def likeness(one: str, other: str) -> float:
    """0 to 1: 1 for the same folded name, a half and more where one is within the other or most pairs of signs agree."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    bare_first, bare_second = _bare(first), _bare(second)
    if bare_first == bare_second:
        return 0.95
    return max(_within(bare_first, bare_second), _dice(bare_first, bare_second))


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    return _NOISE.sub("", name)


def _within(first: str, second: str) -> float:
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) < 2 or short not in long:
        return 0.0
    # At the end stands what a thing is, before it whose it is: 户主身份证号码 is a 身份证号码.
    share = len(short) / len(long)
    return 0.55 + 0.35 * share if long.endswith(short) else 0.4 + 0.35 * share


def _dice(first: str, second: str) -> float:
    """Twice the common pairs of neighbouring signs among all pairs of both."""
    pairs, others = _pairs(first), _pairs(second)
    if not pairs or not others:
        return 0.0
    return 0.9 * 2 * len(pairs & others) / (len(pairs) + len(others))


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))
