"""Where the lines of an official title break.

Source: GB/T 9704-2012 §7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形.
"""

import re
import unicodedata
from functools import cache
from itertools import combinations, pairwise

MAX_WIDTH = 20.0
MAX_LINES = 4

# A break in front of these begins a new thought; behind those one ends.
_OPENS = re.compile(
    r"关于|第[0-9０-９〇一二三四五六七八九十百]+|《|“|[的、]?(?:答复|通知|意见|报告|请示|函|办法|方案)$|以及|并|和|与|及"
)
_CLOSES = re.compile(r"[的、，》”）]|[号次届年]|会议|建议|工作|问题|情况")
_CLOSERS, _OPENERS = "，。、；：？！》）”’〕】的和与及者员们化", "《（“‘〔【第"


def balance(title: str) -> list[str]:
    """The lines of a title: as few as fit, of lengths that make a trapezium or a lozenge, broken between words where it can
    be told. Breaks already in the title are kept."""
    forced = [line.strip() for line in title.split("\n") if line.strip()]
    if len(forced) > 1:
        return forced
    return list(_balanced(forced[0])) if forced else []


def width(text: str) -> float:
    """Width in characters: Latin letters and figures take a little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.57 for char in text)


@cache
def _balanced(title: str) -> tuple[str, ...]:
    total = width(title)
    if total <= MAX_WIDTH:
        return (title,)
    breaks = _breaks(title)
    for count in range(2, MAX_LINES + 1):
        if total > count * MAX_WIDTH:
            continue
        ways = [_cut(title, at) for at in combinations(sorted(breaks), count - 1)] if count < 4 else []
        ways = [way for way in ways if max(map(width, way)) <= MAX_WIDTH]
        if ways:
            return min(ways, key=lambda way: _ugliness(way, breaks))
    return _filled(title)


def _breaks(title: str) -> dict[int, float]:
    """Possible breaks with a penalty each: 0 between thoughts, 3 anywhere, none inside numbers, brackets or before a closer."""
    found = {
        at: 3.0
        for at in range(2, len(title) - 1)
        if title[at] not in _CLOSERS
        and title[at - 1] not in _OPENERS
        and not (title[at - 1].isascii() and title[at].isascii())
    }
    for match in re.finditer(r"第[0-9〇一二三四五六七八九十百]+[届次号期]?", title):
        for at in range(match.start() + 1, match.end()):
            found.pop(at, None)
    for opening in (match.start() for match in _OPENS.finditer(title)):
        if opening in found:
            found[opening] = min(found[opening], 1.0)
    for closing in (match.end() for match in _CLOSES.finditer(title)):
        if closing in found:
            found[closing] -= 2.0 if found[closing] > 2 else 1.0
    return found


def _cut(title: str, at: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(title[start:end] for start, end in pairwise((0, *at, len(title))))


def _ugliness(way: tuple[str, ...], breaks: dict[int, float]) -> float:
    widths = [width(line) for line in way]
    steps = [later - earlier for earlier, later in pairwise(widths)]
    # An hourglass (long, short, long) is the one shape that is neither trapezium nor lozenge.
    hourglass = any(first < 0 < second for first, second in pairwise(steps))
    equal = sum(1 for step in steps if abs(step) < 0.6)
    spread = max(widths) - min(widths)
    at, price = 0, 0.0
    for line in way[:-1]:
        at += len(line)
        price += breaks[at]
    return price * 1.2 + max(0.0, spread - 4) + equal * 0.5 + hourglass * 8


def _filled(title: str) -> tuple[str, ...]:
    lines = [""]
    for char in title:
        if width(lines[-1] + char) > MAX_WIDTH:
            lines.append("")
        lines[-1] += char
    return tuple(lines)
