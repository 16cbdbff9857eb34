"""How a file ends. What the person belonged to ends the same day; the file itself is kept for its time."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.residents.actions.settling import refuse_ended
from linli.domains.residents.enums import Left
from linli.domains.residents.models import Care, Resident, Tag
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, alter, deed, locked, refuse_future


@deed(Permission.EDIT, "move_out")
def move_out(resident: Resident, *, left_on: date, left_to: str = "", by: Post, at: datetime) -> None:
    """The person lives elsewhere from that day on, outside the city or where is not known."""
    _end(resident, Left.MOVED_OUT, left_on, by=by, at=at)
    resident.left_to = left_to


@deed(Permission.EDIT, "die")
def die(resident: Resident, *, died_on: date, by: Post, at: datetime) -> None:
    """The person died on that day; the file ends with it."""
    if resident.born_on and died_on < resident.born_on:
        raise Refused(_("死亡日期早于出生日期，请核对。"))
    _end(resident, Left.DIED, died_on, by=by, at=at)
    resident.died_on = died_on


@deed(Permission.EDIT, "merge")
def merge(resident: Resident, *, reason: str, by: Post, at: datetime) -> None:
    """The file is a second one of the same person and ends; the other one goes on."""
    _end(resident, Left.MERGED, at.date(), by=by, at=at)


def end_belongings(resident: Resident, day: date, *, by: Post, at: datetime) -> None:
    """Tags and groups that are cared for end on that day."""
    for model in (Tag, Care):
        for each in locked(model.objects.filter(resident=resident, until=None)):
            alter(each, "end", by=by, at=at, until=max(day, each.since))


def _end(resident: Resident, why: str, day: date, *, by: Post, at: datetime) -> None:
    refuse_ended(resident)
    refuse_future(day, at)
    if day < resident.registered_on:
        words = {"day": day, "registered": resident.registered_on}
        raise Refused(_("日期%(day)s早于登记日期%(registered)s，请核对。") % words)
    end_belongings(resident, day, by=by, at=at)
    resident.left_on, resident.left_reason = day, why
