from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.accounts.queries import whole
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.signin.queries import has_second_factor, is_locked_out
from linli.portal.accounts import queries
from linli.portal.accounts.actions import people
from linli.portal.accounts.forms import AccountForm
from linli.portal.accounts.views.desk import asked, filled, for_accounts, form_methods, page_of, steps

LIST = "portal:accounts:people"
DEEDS: dict[str, tuple[Any, Callable]] = {
    "disable": (gettext_lazy("停用账号"), people.disable_account),
    "enable": (gettext_lazy("启用账号"), people.enable_account),
    "unlock": (gettext_lazy("解除锁定"), people.unlock_account),
    "password": (gettext_lazy("重置密码"), people.renew_password),
    "second_factor": (gettext_lazy("停用第二重验证"), people.take_second_factor),
}


@require_safe
@for_accounts
def person_list(request: HttpRequest) -> HttpResponse:
    words = asked(request, "q")
    page = page_of(request, queries.searched_people(request.post_held, words=words))
    context = {"page": page, "pages": steps(request, page, q=words), "words": words, "now": request.now}
    return render(request, "portal/accounts/people.html", context)


@require_safe
@for_accounts
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, get_object_or_404(queries.people(request.post_held), pk=pk))


def _detail(request: HttpRequest, person: Any, password: str = "") -> HttpResponse:
    """The page of an account. A new password is shown this once; it is kept nowhere in words."""
    by = request.post_held
    context = {
        "person": person,
        "password": password,
        "held": queries.posts(by).filter(user=person).order_by("-since"),
        "elsewhere": whole().filter(user=person).exclude(pk__in=queries.posts(by).values("pk")).count(),
        "is_locked": person.is_locked(request.now),
        "is_locked_out": is_locked_out(person),
        "has_second_factor": has_second_factor(person),
        "today": request.now.date(),
        "is_own": person.pk == by.user_id,
    }
    return render(request, "portal/accounts/person.html", context)


@form_methods
@for_accounts
def person_create(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.post_held, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = people.open_account(**form.cleaned_data, by=request.post_held, at=request.now)
        except (Refused, OutOfScope) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _detail(request, person, password)
    return filled(request, form, _never, title=_("登记账号"), cancel_url=reverse(LIST))


def _never(**values: Any) -> str:
    raise Refused(_("请按提示修改后再保存。"))


@form_methods
@for_accounts
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(queries.people(request.post_held), pk=pk)
    address = reverse("portal:accounts:person", args=[pk])

    def run(**values: Any) -> str:
        people.correct_account(person, **values, by=request.post_held, at=request.now)
        return address

    form = AccountForm(request.post_held, request.POST or None, user=person)
    return filled(request, form, run, title=_("修改“%(name)s”") % {"name": person.name}, cancel_url=address)


@require_POST
@for_accounts
def person_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404
    label, perform = DEEDS[deed]
    person = get_object_or_404(queries.people(request.post_held), pk=pk)
    done = perform(person, by=request.post_held, at=request.now)
    if isinstance(done, str):
        return _detail(request, person, done)
    messages.success(request, _("已办理：%(title)s。") % {"title": label})
    return redirect("portal:accounts:person", pk)
