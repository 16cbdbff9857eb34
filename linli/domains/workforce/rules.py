"""Social workers' certificates: levels and validity. Whether somebody may sit an examination is not judged here."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.workforce.enums import Level
from linli.kernel.rulesets.faults import Dated, Fault, order_faults

_RANK = {level: rank for rank, level in enumerate(Level)}


def is_valid(issued_on: date, lapsed_on: date | None, *, at: date) -> bool:
    """Whether a certificate is valid on that day: from the day it was issued up to, not on, the day it lapsed.

    It is valid nationwide and has no term of its own. Why one lapsed is for the record to say, not judged here.

    Source: 社会工作者职业水平评价暂行规定 2006-07-20; 高级社会工作师评价办法 2018-03-06.
    """
    return issued_on <= at and (lapsed_on is None or at < lapsed_on)


def highest_level(levels: Iterable[str]) -> Level | None:
    """The highest of the levels that one person holds; None of none. A person is counted once, by this one.

    Source: 社会工作者职业水平评价暂行规定 2006-07-20 (three levels).
    """
    return max(map(Level, levels), key=_RANK.__getitem__, default=None)


def qualification_faults(*, issued_on: date, lapsed_on: date | None) -> list[Fault]:
    """A certificate does not lapse before it was issued.

    Source: 社会工作者职业水平评价暂行规定 2006-07-20.
    """
    return order_faults(Dated("issued_on", _("批准日期"), issued_on), Dated("lapsed_on", _("失效日期"), lapsed_on))
