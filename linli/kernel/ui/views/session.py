"""Changing from one post to another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.ui.views.access import post_required

HOME = "/"


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
