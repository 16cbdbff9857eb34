"""The list of voters of one election."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.elections import queries
from linli.domains.elections.models import Voter
from linli.domains.elections.permissions import Permission
from linli.domains.elections.records import ELECTION as SPEC
from linli.domains.elections.views.way import load
from linli.kernel.accounts.permissions import require
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import form_methods

PAGE = 100


@form_methods
@post_required
def voter_by_hand(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Nobody is entered or corrected in the register: where that is done, the law is asked."""
    require(request.post_held, Permission.EDIT_VOTERS)
    target = (
        get_object_or_404(Voter.objects.select_related("election"), pk=pk).election if pk else "elections:election_list"
    )
    messages.info(request, _("逐人登记、更正和除名在选举的页面上办理；这里只导入、导出。"))
    return redirect(target)


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
