"""The dictionary of facts, for everybody who may see returns."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.returns.actions.dictionary import define
from linli.domains.returns.forms.asking import DefineForm
from linli.domains.returns.models import Fact
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.dictionary import asked_in, headings_of, list_facts, values_known
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted

PAGE_SIZE = 50


@require_safe
@post_required
def fact_list(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    words = clean(request.GET.get("q", ""))
    page = Paginator(list_facts(words), PAGE_SIZE).get_page(request.GET.get("page"))
    known = values_known(list(page))
    context = {"page": page, "words": words, "rows": [(fact, *known.get(fact.pk, (0, None))) for fact in page]}
    return render(request, "returns/fact_list.html", context)


@form_methods
@post_required
def fact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it means and who asks for it; the unit that owns it may correct the words here."""
    require(request.post_held, Permission.VIEW)
    fact = get_object_or_404(Fact.objects.select_related("owner"), pk=pk)
    initial: dict[str, Any] = {name: getattr(fact, name) for name in DefineForm.base_fields}
    form = DefineForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            define(fact, by=request.post_held, at=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect(fact)
    if form.is_bound:
        form.mark_faults()
    count, newest = values_known([fact]).get(fact.pk, (0, None))
    context = {"fact": fact, "form": form, "count": count, "newest": newest}
    context |= {"requests": asked_in(fact), "headings": headings_of(fact)}
    context["may_edit"] = request.post_held.may(Permission.ASK) and fact.owner == request.post_held.unit
    return render(request, "returns/fact.html", context, status=UNPROCESSABLE if form.is_bound else 200)
