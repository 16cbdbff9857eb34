"""What belongs to a file, and whether a person has one already."""

from collections.abc import Iterable

from django.db.models import QuerySet

from linli.domains.residents.models import Care, Resident, Tag, Transfer
from linli.kernel.divisions.models import Division, Level


def list_members(resident: Resident) -> QuerySet[Resident]:
    """Those who live in the same household now, the head first."""
    if resident.household is None:
        return Resident.objects.none()
    return Resident.objects.filter(household=resident.household, left_on=None, restricted_on=None).order_by(
        "born_on", "id"
    )


def list_tags(resident: Resident) -> QuerySet[Tag]:
    return Tag.objects.filter(resident=resident).order_by("-since", "id")


def list_cares(resident: Resident) -> QuerySet[Care]:
    return Care.objects.filter(resident=resident).order_by("-since", "id")


def list_transfers(resident: Resident) -> QuerySet[Transfer]:
    return Transfer.objects.filter(resident=resident).select_related("other").order_by("-id")


def other_files(resident: Resident) -> QuerySet[Resident]:
    """Earlier and later files of the same person in the scope."""
    if resident.id_fingerprint is None:
        return Resident.objects.none()
    same = Resident.objects.filter(id_fingerprint=bytes(resident.id_fingerprint))
    return same.exclude(pk=resident.pk).select_related("division").order_by("-registered_on")


def find_live(fingerprints: Iterable[bytes]) -> dict[bytes, Resident]:
    """The files that go on, by the fingerprint of the number, within the scope; without a scope's limits when that was left."""
    found = Resident.objects.filter(id_fingerprint__in=list(fingerprints), left_on=None).select_related("division")
    return {bytes(each.id_fingerprint): each for each in found}


def counties_beside(number: str) -> frozenset[str]:
    """What today's list of counties says of the first six digits: they themselves, else another county that is on it."""
    counties = Division.objects.filter(level=Level.COUNTY, valid_to=None)
    own = counties.filter(code=int(number[:6]) * 10**9) if number[:6].isdecimal() else counties.none()
    return frozenset(f"{county.code // 10**9:06d}" for county in own or counties[:1])
