"""What a role may give out: chosen on its page, within what the chooser may give out."""

import pytest
from django.db import transaction

from linli.kernel.accounts.models import Permission, Role
from linli.kernel.accounts.queries import whole
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.portal.accounts.actions import roles
from tests.cast import NOW
from tests.test_posts_pages import as_post, looked_up  # noqa: F401 - a fixture


def test_what_a_role_may_give_out_stays_within_what_the_changer_may(offices):
    with scope.everything("a permission is taken from the changer"):
        offices.security.role.grantable.remove("funds.edit")
        Role.objects.get(pk="county_security_admin").grantable.remove("funds.edit")
        by = whole().get(pk=offices.security.pk)
    with scope.entered(by.scope):
        county = Role.objects.get(pk="county_security_admin")
        same = {"name": county.name, "description": "", "levels": [], "permissions": list(county.permissions.all())}
        with pytest.raises(PermissionRefused, match="无权授出"), transaction.atomic():
            roles.change_role(county, **same, grantable=Permission.objects.filter(pk="funds.edit"), by=by, at=NOW)
        changed = roles.change_role(county, **same, grantable=Permission.objects.filter(pk="funds.view"), by=by, at=NOW)
        assert changed.grantable_codes == {"funds.view"}


def test_role_for_data_gives_nothing_out(offices):
    by = offices.security
    with scope.entered(by.scope):
        viewer = Role.objects.get(pk="viewer")
        same = {"name": "x", "description": "", "levels": [], "permissions": []}
        with pytest.raises(Refused, match="没有可授出的权限"):
            roles.change_role(viewer, **same, grantable=[], by=by, at=NOW)


def test_what_an_administrators_role_may_give_out_is_chosen_on_its_page(offices, looked_up):  # noqa: F811
    client, address = as_post(offices.security), "/accounts/roles/county_security_admin/edit/"
    role = looked_up(lambda: Role.objects.prefetch_related("permissions", "grantable").get(pk="county_security_admin"))
    held, may_give = role.codes, role.grantable_codes
    form = client.get(address).content.decode()
    assert form.count('name="grantable"') == looked_up(lambda: len(offices.security.role.grantable_codes))

    sent = {"name": role.name, "description": role.description, "levels": role.levels, "permissions": sorted(held)}
    answer = client.post(address, sent | {"grantable": sorted(may_give - {"funds.edit"})})

    after = looked_up(lambda: Role.objects.prefetch_related("permissions", "grantable").get(pk="county_security_admin"))
    assert (answer.status_code, after.codes, after.grantable_codes) == (302, held, may_give - {"funds.edit"})
    entry = looked_up(lambda: AuditEntry.objects.filter(verb="role.change").latest("id"))
    assert "funds.edit" in str(entry.after)
    assert 'name="grantable"' not in client.get("/accounts/roles/viewer/edit/").content.decode()
