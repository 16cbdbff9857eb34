"""The form of one community, cell by cell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from linli.domains.returns.models import Answer
from linli.domains.returns.permissions import Permission
from linli.kernel.accounts.permissions import require
from linli.kernel.ui.views.access import post_required


@require_safe
@post_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    found = get_object_or_404(Answer.objects.select_related("request__unit", "division"), pk=pk)
    return render(request, "returns/answer.html", {"answer": found})
