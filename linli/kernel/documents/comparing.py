"""Two texts laid side by side: where a figure went, and what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

CONTEXT = 8
# Beyond this the two are different letters, and laying them side by side takes long and tells nothing.
_MAX_COMPARED = 20_000
_DIGITS = "0123456789."


@dataclass(frozen=True)
class Alteration:
    """One change. `kind`: figure, text, foreign (a part that does not belong), manifest (the attachment contradicts itself)."""

    kind: str
    mark: str
    expected: str
    found: str
    context: str

    def __str__(self) -> str:
        """One sentence for the clerk."""
        words = {
            "mark": self.mark,
            "expected": _short(self.expected),
            "found": _short(self.found),
            "context": self.context,
        }
        if self.kind == "figure":
            return (_("数据%(mark)s被改：签发时为“%(expected)s”，文件中为“%(found)s”。") if self.found else
                    _("数据%(mark)s（“%(expected)s”）不见了。")) % words  # fmt: skip
        if self.kind == "foreign":
            return _("文件里有不属于原件的内容：%(found)s。") % words
        if self.kind == "manifest":
            return _("文件里的核验信息被改动过。")
        if not self.expected:
            return _("文字被添加：“%(context)s”处多了“%(found)s”。") % words
        if not self.found:
            return _("文字被删去：“%(context)s”处少了“%(expected)s”。") % words
        return _("文字被改：“%(context)s”处原为“%(expected)s”，现为“%(found)s”。") % words


def altered_figures(expected: dict[str, str], marked: dict[str, list[str]]) -> list[Alteration]:
    """Figures that read otherwise than frozen, are gone, or were never in the letter."""
    found = []
    for mark, text in expected.items():
        quoted = marked.get(mark) or [""]
        found += [Alteration("figure", mark, text, words, "") for words in dict.fromkeys(quoted) if words != text]
    strange = [(mark, words) for mark, quoted in marked.items() if mark not in expected for words in quoted]
    return found + [Alteration("text", mark, "", words, words) for mark, words in strange]


def altered_words(expected: str, found: str) -> list[Alteration]:
    """Every stretch in which two squeezed texts differ, with a few characters before and behind."""
    return [
        Alteration("text", "", expected[a:b], found[c:d], f"{found[max(0, c - CONTEXT) : c]}…{found[d : d + CONTEXT]}")
        for equal, a, b, c, d in _stretches(expected, found)
        if not equal
    ]


def words_at(places: Iterable[tuple[str, int, int]], stated: str, found: str) -> dict[str, list[str]]:
    """What stands in `found` where `stated` has its figures. Robust against any layout, for it goes by the words around."""
    stretches = list(_stretches(stated, found))
    marked: dict[str, list[str]] = {}
    for mark, start, end in places:
        first, last = _carry(stretches, start, is_end=False), _carry(stretches, end, is_end=True)
        # Digits written directly in front of or behind a figure make it another figure.
        if not stated[start - 1 : start].isdigit():
            while first and found[first - 1] in _DIGITS:
                first -= 1
        if not stated[end : end + 1].isdigit():
            while last < len(found) and found[last] in "0123456789":
                last += 1
        marked.setdefault(mark, []).append(found[first:last])
    return marked


def _carry(stretches: list[tuple[bool, int, int, int, int]], at: int, *, is_end: bool) -> int:
    """Where an offset of the first text lies in the second. Inside a changed stretch a figure takes in all of the change."""
    for equal, a, b, c, d in stretches:
        inside = a < at <= b if is_end else a <= at < b
        if inside:
            if equal:
                return c + at - a
            return d if is_end else c
    return stretches[-1][4] if stretches else 0


def _stretches(first: str, second: str) -> list[tuple[bool, int, int, int, int]]:
    """Equal and differing stretches in turn, as (equal, start, end, start, end)."""
    lead = _common(first, second)
    tail = _common(first[lead:][::-1], second[lead:][::-1])
    a, c = len(first) - tail, len(second) - tail
    middle, other = first[lead:a], second[lead:c]
    found = [(True, 0, lead, 0, lead)]
    if len(middle) + len(other) > _MAX_COMPARED:
        found.append((False, lead, a, lead, c))
    else:
        codes = SequenceMatcher(None, middle, other, autojunk=False).get_opcodes()
        found += [(tag == "equal", i + lead, j + lead, k + lead, m + lead) for tag, i, j, k, m in codes]
    found.append((True, a, len(first), c, len(second)))
    return [stretch for stretch in found if stretch[1] < stretch[2] or stretch[3] < stretch[4]]


def _common(first: str, second: str) -> int:
    """How many leading characters two texts share."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:20]}……{text[-10:]}"
