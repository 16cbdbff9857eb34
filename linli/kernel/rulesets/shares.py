"""Shares as the law words them, in whole numbers: never a float, so that a half is a half."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class MoreThan:
    """过半数, 超过三分之二: strictly more than `part` in `whole`.

    Source: 民法典 2021-01-01 §1259 (超过 excludes the number itself).
    """

    part: int
    whole: int

    def holds(self, count: int, among: int) -> bool:
        return self.whole * count > self.part * among

    def least(self, among: int) -> int:
        """The smallest number for which it holds."""
        return self.part * among // self.whole + 1

    def __str__(self) -> str:
        return _("过半数") if (self.part, self.whole) == (1, 2) else _("超过%(share)s") % {"share": _fraction(self)}


@dataclass(frozen=True)
class AtLeast:
    """三分之一以上, 不得少于三分之一: `part` in `whole` or more.

    Source: 民法典 2021-01-01 §1259 (以上 includes the number itself).
    """

    part: int
    whole: int

    def holds(self, count: int, among: int) -> bool:
        return self.whole * count >= self.part * among

    def least(self, among: int) -> int:
        """The smallest number for which it holds."""
        return -(-self.part * among // self.whole)

    def __str__(self) -> str:
        return _("%(share)s以上") % {"share": _fraction(self)}


Share = MoreThan | AtLeast
_WORDS = "零一二三四五六七八九十"


def _fraction(share: Share) -> str:
    return f"{_WORDS[share.whole]}分之{_WORDS[share.part]}"
