"""The pages for when something cannot be done, in plain words and with a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext_lazy as _

WORDS: dict[int, tuple[Any, Any]] = {
    400: (_("这个请求看不懂"), _("网址或提交的内容不完整。请返回上一页重新操作。")),
    403: (_("您的岗位没有这项权限"), _("如确需办理，请联系本单位账号管理员，或切换到有权限的岗位。")),
    404: (_("没有找到这一页"), _("它可能已被移走，或者不在您岗位的管辖范围内。请核对网址，或从导航重新进入。")),
    409: (_("现在不能这样办理"), _("内容刚刚发生了变化。请返回上一页刷新后再试。")),
    413: (_("文件太大"), _("请拆分后分别上传。")),
    422: (_("内容不符合规定"), _("请按提示修改后再试。")),
    423: (_("账号已暂时锁定"), _("短时间内多次访问不存在或无权查看的内容。请稍后再试，或请本单位账号管理员解除锁定。")),
    500: (_("系统出了故障"), _("您的操作没有生效，数据没有改动。请稍后再试；如仍不行，请告知系统管理员发生的时间。")),
}
# Whoever holds no post, a resident who reads public pages for instance.
NOT_THERE = _("它可能已被移走。请核对网址，或返回首页重新查找。")


def page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """A refusal in the house's look; `message` takes the place of the usual sentence."""
    title, usual = WORDS[status]
    context = {"status": status, "title": title, "message": message or usual}
    return render(request, "ui/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404, "" if getattr(request, "post_held", None) else str(NOT_THERE))


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what is broken."""
    title, message = WORDS[500]
    return HttpResponse(loader.render_to_string("ui/failure.html", {"title": title, "message": message}), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, str(_("页面停留太久，登录凭证已经失效。请返回上一页，刷新后重新提交。")))
