"""Leading groups at three levels, and when a task of a work ledger is late.

Leading groups, task forces and ledgers rest on the city's own decisions, not on a law: nothing here cites one.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.coordination.enums import Level
from linli.kernel.rulesets.faults import Dated, Fault, order_faults


def is_overdue(due_on: date | None, completed_on: date | None, *, at: date) -> bool:
    """Whether a task is late on that day: the due day itself is in time, and one without a due day is never late.

    A task completed late was overdue until the day before its completion.

    Source: 民法典 2021-01-01 §1259 (a limit includes its last day).
    """
    return due_on is not None and due_on < at and (completed_on is None or completed_on > at)


def missing_levels(levels: Iterable[str]) -> list[Level]:
    """The levels at which there is no leading group, from above. City, county and township each need one.

    Source: 本市社区治理工作安排 (the city's own; no law sets it).
    """
    present = set(levels)
    return [level for level in Level if level not in present]


def group_faults(*, established_on: date, dissolved_on: date | None) -> list[Fault]:
    """A group or task force is not dissolved before it is set up."""
    return order_faults(
        Dated("established_on", _("成立日期"), established_on),
        Dated("dissolved_on", _("撤销日期"), dissolved_on),
    )


def member_faults(*, joined_on: date, left_on: date | None) -> list[Fault]:
    """A unit does not leave before it joined."""
    return order_faults(
        Dated("joined_on", _("加入日期"), joined_on),
        Dated("left_on", _("退出日期"), left_on),
    )


def task_faults(*, issued_on: date | None, due_on: date | None, completed_on: date | None) -> list[Fault]:
    """A task is neither due nor completed before its ledger was issued. To complete it after it was due is late, not wrong."""
    issued = Dated("issued_on", _("印发日期"), issued_on)
    return [
        *order_faults(issued, Dated("due_on", _("完成时限"), due_on)),
        *order_faults(issued, Dated("completed_on", _("完成日期"), completed_on)),
    ]
