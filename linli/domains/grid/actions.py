from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.grid.enums import Item
from linli.domains.grid.models import Centre, Worker
from linli.domains.grid.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.ASSESS, "assess")
def assess_centre(centre: Centre, *, assessed_on: date, by: Post, at: datetime, **items: bool) -> None:
    """Record what an assessment found of each of the five items.

    An assessment that finds what the last one found keeps its date, because figures count from it; the audit has both.
    """
    refuse_future(assessed_on, at)
    if centre.closed_on:
        raise Refused(_("该综治中心已于%(day)s撤销，不再评估。") % {"day": centre.closed_on})
    if centre.assessed_on and assessed_on < centre.assessed_on:
        raise Refused(_("已有%(day)s的评估结果，不能再登记更早的评估。") % {"day": centre.assessed_on})
    found = {item.value: bool(items[item.value]) for item in Item}
    if centre.assessed_on and all(getattr(centre, name) == value for name, value in found.items()):
        return
    for name, value in found.items():
        setattr(centre, name, value)
    centre.assessed_on = assessed_on


@deed(Permission.ASSESS, "close")
def close_centre(centre: Centre, *, closed_on: date, reason: str, by: Post, at: datetime) -> None:
    refuse_future(closed_on, at)
    if centre.closed_on:
        raise Refused(_("该综治中心已于%(day)s撤销。") % {"day": centre.closed_on})
    centre.closed_on = closed_on


@deed(Permission.EDIT, "end_service")
def end_service(worker: Worker, *, until: date, by: Post, at: datetime) -> None:
    """`until` is the first day without the worker."""
    refuse_future(until, at)
    if worker.until:
        raise Refused(_("该网格员已于%(day)s离岗。") % {"day": worker.until})
    worker.until = until
