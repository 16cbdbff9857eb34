"""The list of voters of one election."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.elections import queries
from linli.domains.elections.permissions import Permission
from linli.domains.elections.records import ELECTION as SPEC
from linli.domains.elections.views.way import load
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required

PAGE = 100


@require_safe
@post_required
def voters(request: HttpRequest, pk: int) -> HttpResponse:
    """Only whoever conducts or supervises the election sees the list here; what hangs on the board is printed from it."""
    post = request.post_held
    election = load(request, pk, Permission.SUPERVISE if post.may(Permission.SUPERVISE) else Permission.CONDUCT)
    word = clean(request.GET.get("q", ""))[:40]
    page = Paginator(queries.find_voters(election, word), PAGE).get_page(request.GET.get("page"))
    context = {"election": election, "spec": SPEC, "page": page, "word": word}
    return render(request, "elections/voters.html", context)
