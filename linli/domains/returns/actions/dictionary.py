"""Correcting what a fact means. What it is and of whom stays, because values are kept under it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.returns.models import Fact
from linli.domains.returns.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import deed


@deed(Permission.ASK, "define_fact")
def define(fact: Fact, *, by: Post, at: datetime, **values: Any) -> None:
    """Definition, unit and days of validity, by the unit that owns it. Raises PermissionRefused."""
    if fact.owner != by.unit:
        raise PermissionRefused(_("这个事实由“%(unit)s”负责，请与该单位商定口径。") % {"unit": fact.owner.name})
    for name in ("definition", "unit", "valid_days"):
        setattr(fact, name, values[name])
