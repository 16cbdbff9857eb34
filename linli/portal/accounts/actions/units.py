from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post, Unit
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division
from linli.portal.accounts.actions.telling import kept, told
from linli.portal.permissions import Security


@transaction.atomic
def enter_unit(*, code: str, name: str, division: Division, by: Post, at: datetime) -> Unit:
    """Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Security.ACCOUNTS)
    require_place(by, division)
    unit = Unit(code=code, name=name, division=division)
    kept(unit)
    told(unit, "unit.enter", division_id=division.pk, by=by, at=at, code=code, name=name)
    return unit


@transaction.atomic
def correct_unit(unit: Unit, *, name: str, division: Division, by: Post, at: datetime) -> Unit:
    """Raises PermissionRefused, OutOfScope, Refused. The code stays: workbooks and letters name a unit by it."""
    require(by, Security.ACCOUNTS)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("division").get(pk=unit.pk)
    require_place(by, unit.division)
    require_place(by, division)
    names, places = [unit.name, name], [unit.division.short_code, division.short_code]
    unit.name, unit.division = name, division
    kept(unit)
    told(unit, "unit.correct", division_id=division.pk, by=by, at=at, name=names, division=places)
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, closed_on: date, by: Post, at: datetime) -> Unit:
    """Raises PermissionRefused, OutOfScope, Refused while somebody holds a post there from that day on."""
    require(by, Security.ACCOUNTS)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("division").get(pk=unit.pk)
    require_place(by, unit.division)
    if closed_on < timezone.localdate(at):
        raise Refused(_("撤销日期不能早于今天。"))
    held = Post.objects.filter(Q(until=None) | Q(until__gt=closed_on), unit=unit).count()
    if held:
        raise Refused(_("“%(unit)s”那天还有%(count)d个岗位在任，请先办理离任。") % {"unit": unit.name, "count": held})
    unit.closed_on = closed_on
    kept(unit)
    told(unit, "unit.close", division_id=unit.division_id, by=by, at=at, closed_on=closed_on)
    return unit
