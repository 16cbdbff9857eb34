from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.kernel.accounts.models import Role
from linli.kernel.divisions.models import Level
from linli.portal.accounts import queries
from linli.portal.accounts.actions import roles
from linli.portal.accounts.forms import RoleForm
from linli.portal.accounts.views.desk import filled, for_accounts, for_roles, form_methods
from linli.portal.permissions import Security

LIST = "portal:accounts:roles"


@require_safe
@for_accounts
def role_list(request: HttpRequest) -> HttpResponse:
    today = request.now.date()
    in_office = Q(posts__since__lte=today) & (Q(posts__until=None) | Q(posts__until__gt=today))
    found = Role.objects.annotate(held=Count("posts", filter=in_office)).order_by("administers", "name")
    context = {"roles": found, "may_edit": request.post_held.may(Security.ROLES)}
    return render(request, "portal/accounts/roles.html", context)


@require_safe
@for_accounts
def role_detail(request: HttpRequest, code: str) -> HttpResponse:
    role = get_object_or_404(Role, pk=code)
    permissions = role.permissions.order_by("app", "pk")
    context = {
        "role": role,
        "levels": [level.label for level in Level if level.value in role.levels],
        "permissions": queries.by_app(permissions),
        "grantable": role.grantable.order_by("app", "pk"),
        "may_edit": request.post_held.may(Security.ROLES) and role.pk != request.post_held.role_id,
    }
    return render(request, "portal/accounts/role.html", context)


@form_methods
@for_roles
def role_create(request: HttpRequest) -> HttpResponse:
    def run(**values: Any) -> str:
        return _address(roles.enter_role(**values, by=request.post_held, at=request.now))

    form = RoleForm(request.post_held, request.POST or None)
    return filled(request, form, run, title=_("新建角色"), cancel_url=reverse(LIST))


@form_methods
@for_roles
def role_edit(request: HttpRequest, code: str) -> HttpResponse:
    role = get_object_or_404(Role, pk=code)

    def run(**values: Any) -> str:
        return _address(roles.change_role(role, **values, by=request.post_held, at=request.now))

    form = RoleForm(request.post_held, request.POST or None, role=role)
    title = _("修改角色“%(name)s”") % {"name": role.name}
    question = _("改动对全市任此角色的岗位立即生效。")
    return filled(request, form, run, title=title, cancel_url=_address(role), question=question)


def _address(role: Role) -> str:
    return reverse("portal:accounts:role", args=[role.pk])
