"""Signing in and out, and changing from one post to another."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.forms import SignInForm
from linli.kernel.ui.views.access import post_required

HOME = "/"


class SignIn(LoginView):
    template_name = "ui/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    next_page = HOME
    extra_context = {"title": _("登录")}

    def dispatch(self, request, *args, **kwargs):
        # A part of a page must not be filled with the sign-in form.
        if is_partial(request):
            return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("ui:sign_in")})
        return super().dispatch(request, *args, **kwargs)


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view(next_page="ui:sign_in")


@require_POST
@post_required
def switch_post(request: HttpRequest) -> HttpResponse:
    """Work under another of one's own posts; back to the home page, since the old page may lie outside its scope."""
    wanted = request.POST.get("post", "")
    held = {str(post.pk): post for post in request.posts}
    if wanted not in held:
        raise Http404
    request.session[SESSION_KEY] = held[wanted].pk
    onward = request.POST.get("next", HOME)
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = HOME
    return redirect(onward)
