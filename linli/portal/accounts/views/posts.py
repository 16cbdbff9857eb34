from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from linli.kernel.accounts.models import Permission, Post, Role
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange.spec import all_specs
from linli.portal.accounts import guards, queries
from linli.portal.accounts.actions import posts
from linli.portal.accounts.forms import EndForm, HandOverForm, PostEditForm, PostForm, StandInForm
from linli.portal.accounts.views.desk import asked, filled, for_accounts, form_methods, page_of, steps

LIST = "portal:accounts:posts"
VERBS = {
    "post.give": _lazy("设岗"),
    "post.change": _lazy("修改岗位"),
    "post.end": _lazy("办理离任"),
    "post.hand_over": _lazy("接任"),
    "post.handed_over": _lazy("移交"),
    "post.stand_in": _lazy("设代理"),
}
STATES = (("held", _lazy("在任")), ("coming", _lazy("未到任")), ("ended", _lazy("已离任")), ("", _lazy("全部")))


@require_safe
@for_accounts
def post_list(request: HttpRequest) -> HttpResponse:
    words, role = asked(request, "q"), asked(request, "role")
    state = asked(request, "state") if "state" in request.GET else "held"
    found = queries.searched_posts(request.post_held, words=words, role=role, state=state, at=request.now.date())
    page = page_of(request, found)
    context = {
        "page": page,
        "pages": steps(request, page, q=words, role=role, state=state),
        "words": words,
        "role": role,
        "state": state,
        "states": STATES,
        "roles": Role.objects.order_by("name"),
        "today": request.now.date(),
    }
    return render(request, "portal/accounts/posts.html", context)


@require_safe
@for_accounts
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    post = _load(request, pk)
    permissions = Permission.objects.filter(pk__in=post.permissions).order_by("app", "pk")
    registers = [spec for spec in all_specs() if post.may(spec.view_permission)]
    context = {
        "post": post,
        "today": request.now.date(),
        "reach": _why_not(request, post),
        "is_over": post.until is not None and post.until <= request.now.date(),
        "permissions": queries.by_app(permissions),
        "registers": registers,
        "holders": queries.holders(post),
        "entries": [(entry, VERBS.get(entry.verb, entry.verb)) for entry in log.history(post)[:20]],
    }
    return render(request, "portal/accounts/post.html", context)


def _load(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(queries.posts(request.post_held), pk=pk)


def _why_not(request: HttpRequest, post: Post) -> str:
    """Why the administrator cannot change the post; empty when they can."""
    try:
        guards.check_reach(post, by=request.post_held, at=request.now)
    except (PermissionRefused, OutOfScope) as refusal:
        return str(refusal)
    return ""


@form_methods
@for_accounts
def post_create(request: HttpRequest) -> HttpResponse:
    by = request.post_held
    initial = {"since": request.now.date(), "user": asked(request, "user")}
    form = PostForm(by, request.POST or None, initial=initial)

    def run(**values: Any) -> str:
        return _address(posts.give_post(**values, by=by, at=request.now))

    return filled(request, form, run, title=_("设岗"), cancel_url=reverse(LIST))


@form_methods
@for_accounts
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = _load(request, pk)

    def run(**values: Any) -> str:
        return _address(posts.change_post(post, **values, by=request.post_held, at=request.now))

    form = PostEditForm(request.post_held, post, request.POST or None)
    return _deed(request, post, form, run, _("修改岗位"), _("改动立即生效。换单位或角色，请先办理离任，再另设一岗。"))


@form_methods
@for_accounts
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    post = _load(request, pk)

    def run(**values: Any) -> str:
        return _address(posts.end_post(post, **values, by=request.post_held, at=request.now))

    form = EndForm(request.POST or None, initial={"until": request.now.date()})
    return _deed(request, post, form, run, _("办理离任"), _("离任后此岗的权限立即收回，代理也一并终止。"))


@form_methods
@for_accounts
def post_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    post = _load(request, pk)

    def run(**values: Any) -> str:
        return _address(posts.hand_over(post, **values, by=request.post_held, at=request.now))

    form = HandOverForm(request.post_held, request.POST or None, initial={"on": request.now.date()})
    return _deed(
        request, post, form, run, _("移交岗位"), _("单位、角色、职务、管辖的区划和职责范围不变，换一个人担任。")
    )


@form_methods
@for_accounts
def post_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    post = _load(request, pk)

    def run(**values: Any) -> str:
        return _address(posts.appoint_stand_in(post, **values, by=request.post_held, at=request.now))

    form = StandInForm(request.post_held, request.POST or None, initial={"since": request.now.date()})
    return _deed(request, post, form, run, _("设代理"), _("代理期内两人都可以办理；代理人办的事，审计里写明“代”谁。"))


def _deed(request: HttpRequest, post: Post, form: forms.Form, run: Any, *words: str) -> HttpResponse:
    """`words`: what is done, and what the administrator should know of it."""
    title, question = words
    heading = f"{title}：{post.unit.name} {post.title} {post.user.name}"
    return filled(request, form, run, title=heading, cancel_url=_address(post), question=question, button=title)


def _address(post: Post) -> str:
    return reverse("portal:accounts:post", args=[post.pk])
