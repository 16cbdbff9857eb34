"""Setting up the reference city. Its records enter through the import that every user has; its letter through the same actions."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Permission, Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from linli.kernel.divisions.actions import load_tree
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange import imports
from linli.kernel.exchange.spec import RecordSpec, all_specs
from linli.portal.demo_cast import CAST, UNITS

HELD_SINCE = date(2019, 1, 1)
Report = Callable[[str], None]


class NoWorkbooks(FileNotFoundError):
    """The workbooks of the reference city are not there."""


@transaction.atomic
def set_up_people() -> dict[str, str]:
    """Make the demo's units, accounts and posts, and return the new random passwords by account."""
    units = {
        code: Unit.objects.update_or_create(code=code, defaults={"name": name, "division": get_division(place)})[0]
        for code, (name, place) in UNITS.items()
    }
    passwords = {}
    for person in CAST:
        user, _made = User.objects.get_or_create(
            username=person.username, defaults={"name": person.name, "unit": units[person.unit]}
        )
        passwords[person.username] = secrets.token_urlsafe(9)
        user.set_password(passwords[person.username])
        user.save()
        post, _made = Post.objects.get_or_create(
            user=user,
            unit=units[person.unit],
            role_id=person.role,
            since=HELD_SINCE,
            defaults={"title": person.title},
        )
        post.divisions.set([get_division(place) for place in person.places])
        post.duty.set(Permission.objects.filter(pk__in=person.duty))
    return passwords


def load_city(folder: Path, *, at: datetime, report: Report) -> tuple[int, dict[str, str]]:
    """Load divisions and people's posts, then every workbook in the order of its name. All or nothing.

    Gives the number of records and the new passwords by account.

    A workbook `NN-name.xlsx` belongs to the register whose Chinese name its first sheet bears.
    """
    workbooks = sorted(folder.glob("workbooks/*.xlsx"))
    if not workbooks:
        raise NoWorkbooks(_("“%(folder)s”里没有工作簿，请先运行 demo/make_workbooks.py。") % {"folder": folder})
    with transaction.atomic(), scope.everything("load the reference city"):
        count = load_tree(folder / "data" / "puyang_2021.csv", since=HELD_SINCE)
        report(_("区划 %(count)d 个") % {"count": count})
        passwords = set_up_people()
    total = 0
    by = get_post("mz-clerk")
    with transaction.atomic(), scope.entered(by.scope):
        for path in workbooks:
            spec = _register_of(path)
            count = imports.take_in(spec, path.read_bytes(), path.name, by=by, at=at)
            report(
                _("%(file)s → %(register)s %(count)d 条") % {"file": path.name, "register": spec.label, "count": count}
            )
            total += count
    return total, passwords


def get_post(username: str) -> Post:
    """The first post of an account, whatever the scope: accounts belong to no division."""
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return whole().get(user__username=username)


def _register_of(path: Path) -> RecordSpec:
    labels = {spec.label: spec for spec in all_specs()}
    name = imports.sheet_name(path)
    if name not in labels:
        raise NoWorkbooks(f"{path.name}: “{name}”不是登记簿的名称")
    return labels[name]
