from datetime import date

from django.db.models import Q

from linli.domains.standards.models import Certification, Community, PlanItem
from linli.kernel.divisions.models import Division


def find_certification(division: Division, at: date) -> Certification | None:
    """The certification that stands on a day."""
    standing = Q(withdrawn_on=None) | Q(withdrawn_on__gt=at)
    return Certification.objects.filter(standing, division=division, issued_on__lte=at).first()


def find_standing_certification(division: Division) -> Certification | None:
    """The one that nobody has withdrawn, whatever the day; the database allows no second."""
    return Certification.objects.filter(division=division, withdrawn_on=None).first()


def find_open_plan_item(division: Division) -> PlanItem | None:
    return PlanItem.objects.filter(division=division, fulfilled_on=None).first()


def find_community(division: Division) -> Community | None:
    return Community.objects.filter(division=division).first()
