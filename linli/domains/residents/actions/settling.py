"""Where a person lives, and with whom."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.residents import queries, rules
from linli.domains.residents.enums import IdKind, Joined, Relation
from linli.domains.residents.models import Dwelling, Household, Resident
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, deed, enter, refuse_future
from linli.kernel.divisions.models import Division
from linli.kernel.privacy.cipher import normalised


@deed(Permission.EDIT, "settle")
def settle(
    resident: Resident,
    *,
    by: Post,
    at: datetime,
    quarter: str = "",
    building: str = "",
    unit: str = "",
    room: str = "",
    grid_name: str = "",
    household: str = "",
    relation: str = "",
) -> None:
    """Put a person into a dwelling and a household, which are made where they are not there yet. Empty: left as it is."""
    refuse_ended(resident)
    if quarter and room:
        place = {"quarter": quarter, "building": building, "unit": unit, "room": room}
        resident.dwelling = dwelling_at(resident.division, place, grid_name, by=by, at=at)
    if household:
        resident.household = _household(resident, household, by=by, at=at)
    if relation:
        refuse_second_head(resident, relation)
        resident.relation = relation


def dwelling_at(division: Division, place: dict[str, str], grid_name: str, *, by: Post, at: datetime) -> Dwelling:
    """The dwelling at an address, entered where it is not registered yet."""
    norm = normalised("".join(place.values()))
    found = Dwelling.objects.filter(division=division, address_norm=norm).first()
    return found or enter(Dwelling(division=division, grid_name=grid_name, **place), "settle", by=by, at=at)


def _household(resident: Resident, number: str, *, by: Post, at: datetime) -> Household:
    found = Household.objects.filter(division=resident.division, number=number).first()
    if found is None:
        made = Household(
            division=resident.division, number=number, dwelling=resident.dwelling, registered_on=resident.registered_on
        )
        return enter(made, "settle", by=by, at=at)
    if found.ended_on:
        raise Refused(_("户“%(number)s”已于%(day)s销户，请核对户编号。") % {"number": number, "day": found.ended_on})
    return found


def refuse_second_head(resident: Resident, relation: str) -> None:
    """Raises Refused where the household has a head already who is somebody else."""
    if relation != Relation.HEAD:
        return
    others = queries.list_members(resident).exclude(pk=resident.pk).values_list("relation", flat=True)
    if faults := rules.head_faults([relation, *others]):
        raise Refused(str(faults[0]))


def refuse_ended(resident: Resident) -> None:
    """Raises Refused for a file that has ended or must not be processed."""
    if resident.left_on:
        raise Refused(_("这份档案已于%(day)s结束，不能再办理。") % {"day": resident.left_on})
    if resident.restricted_on:
        raise Refused(_("本人已要求限制处理这份档案，解除限制后才能办理。"))


def register_birth(
    parent: Resident, *, name: str, sex: str, born_on: date, certificate_no: str = "", by: Post, at: datetime
) -> Resident:
    """Begin the file of a child born to a resident: same household, same dwelling, from the day of birth."""
    require(by, Permission.EDIT)
    refuse_ended(parent)
    refuse_future(born_on, at)
    child = Resident(
        division=parent.division,
        name=name,
        sex=sex,
        born_on=born_on,
        id_kind=IdKind.BIRTH_CERTIFICATE if certificate_no else IdKind.NONE,
        id_number=certificate_no or None,
        kind=parent.kind,
        household=parent.household,
        relation=Relation.CHILD if parent.relation in (Relation.HEAD, Relation.SPOUSE) else Relation.OTHER,
        dwelling=parent.dwelling,
        registered_on=max(born_on, parent.registered_on),
        joined=Joined.BORN,
    )
    return enter(child, "register_birth", by=by, at=at)
