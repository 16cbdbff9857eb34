"""Tags, and groups that are cared for. Some groups follow from age alone."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.residents import rules
from linli.domains.residents.actions.settling import refuse_ended
from linli.domains.residents.enums import TagSource
from linli.domains.residents.models import Care, Resident, Tag
from linli.domains.residents.models.kinds import CARES, Kind, kind_of
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, deed, enter, refuse_future
from linli.kernel.audit.keeping import doing

BATCH = 2000


def add_care(resident: Resident, *, kind: str, since: date, by: Post, at: datetime) -> Care:
    """Take a person into a group. Raises PermissionRefused, OutOfScope, Refused."""
    _refuse_wrong_day(resident, kind, since, by=by, at=at)
    made = Care(division=resident.division, resident=resident, kind=kind, since=since)
    return enter(made, "add_care", by=by, at=at)


def add_tag(resident: Resident, *, kind: str, since: date, by: Post, at: datetime) -> Tag:
    """Mark a file. Raises PermissionRefused, OutOfScope, Refused."""
    _refuse_wrong_day(resident, kind, since, by=by, at=at)
    return enter(Tag(division=resident.division, resident=resident, kind=kind, since=since), "add_tag", by=by, at=at)


@deed(Permission.EDIT, "end")
def end(membership: Tag | Care, *, until: date, by: Post, at: datetime) -> None:
    """From that day on the person does not belong to it."""
    refuse_future(until, at)
    if membership.until:
        raise Refused(_("已于%(day)s终止。") % {"day": membership.until})
    if until < membership.since:
        raise Refused(_("终止日期早于起始日期，请核对。"))
    membership.until = until


def renew_ages(*, at: datetime) -> int:
    """Take in, within the scope, whoever has reached the age of a group, from that birthday on; returns how many.

    A daily deed of the system.
    """
    count = 0
    for kind in CARES:
        if kind.from_age is not None:
            count += _take_in(kind, kind.from_age, at=at)
    return count


def _take_in(kind: Kind, age: int, *, at: datetime) -> int:
    day, count = at.date(), 0
    born_by = rules.years_before(day, age)
    waiting = Resident.objects.filter(left_on=None, restricted_on=None, born_on__lte=born_by)
    # Whoever was ever in the group by age is in it until the file ends.
    waiting = waiting.exclude(cares__kind=kind.code).order_by("id")
    for batch in _batches(waiting):
        with doing("renew_ages", by=None, at=at):
            Care.objects.bulk_create(
                Care(
                    division_id=each.division_id,
                    resident_id=each.pk,
                    kind=kind.code,
                    since=max(rules.birthday(each.born_on, age), each.registered_on),
                    source=TagSource.RULE,
                    created_at=at,
                    updated_at=at,
                )
                for each in batch
                if each.born_on
            )
        count += len(batch)
    return count


def _batches(waiting: Iterable[Resident]) -> Iterable[list[Resident]]:
    """What is taken in leaves the query, so each batch is its beginning."""
    while batch := list(waiting.only("division_id", "born_on", "registered_on")[:BATCH]):  # type: ignore[attr-defined]
        yield batch


def _refuse_wrong_day(resident: Resident, kind: str, since: date, *, by: Post, at: datetime) -> None:
    require(by, Permission.EDIT)
    refuse_ended(resident)
    refuse_future(since, at)
    age = kind_of(kind).from_age
    if age is not None and resident.born_on and not rules.has_reached(age, resident.born_on, since):
        raise Refused(_("按出生日期，此人在该日未满%(age)d周岁。") % {"age": age})
