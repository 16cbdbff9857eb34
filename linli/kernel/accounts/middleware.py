"""Gives every request the post under which it is made, its time, and the scope of that post."""

from contextlib import nullcontext

from linli.kernel.accounts.queries import list_posts_held
from linli.kernel.divisions import clock, scope

SESSION_KEY = "post"


class PostMiddleware:
    """Sets request.now, request.posts and request.post_held; the request then sees what that post covers, and no more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = clock.now()
        request.posts, request.post_held = [], None
        if request.user.is_authenticated:
            request.posts = list_posts_held(request.user, at=request.now.date())
            chosen = request.session.get(SESSION_KEY)
            request.post_held = next((post for post in request.posts if post.pk == chosen), None) or next(
                iter(request.posts), None
            )
        with scope.entered(request.post_held.scope) if request.post_held else nullcontext():
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            return response
