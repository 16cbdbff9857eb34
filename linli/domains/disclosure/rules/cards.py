"""A flow card: its steps are done in order, each in its working days."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.rulesets.calendar import add_working_days
from linli.kernel.rulesets.faults import Fault


def step_due_on(reached_on: date, working_days: int) -> date | None:
    """The last day of a step, counted from the day on which the one before was done; none where the card sets no days.

    Source: 民法典 2021-01-01 §201; 全国年节及纪念日放假办法 (working days).
    """
    return add_working_days(reached_on, working_days) if working_days else None


def is_late(due_on: date | None, done_on: date) -> bool:
    """On its last day a step is in time.

    Source: 民法典 2021-01-01 §1259.
    """
    return due_on is not None and done_on > due_on


def order_faults(orders: Sequence[int], done: Sequence[int], wanted: int) -> list[Fault]:
    """Why a step cannot be done now: an earlier one is still open, or it was done already.

    Source: 关于加强和改进乡村治理的指导意见 2019-06 (小微权力清单, 办理流程公开).
    """
    following = next((order for order in sorted(orders) if order not in done), None)
    if following == wanted:
        return []
    if following is None or wanted in done:
        return [Fault(_("第%(order)d步已经办过。") % {"order": wanted}, _("请看办理经过。"))]
    words = {"order": wanted, "next": following}
    return [Fault(_("不能先办第%(order)d步，第%(next)d步还没有办。") % words, _("请按流程图的顺序办理。"))]
