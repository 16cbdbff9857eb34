"""Who asked, and how they are reached: shown to whoever answers, for a stated reason, this once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from linli.domains.disclosure import forms
from linli.domains.disclosure.models import Question
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.views.deeds import load
from linli.kernel.privacy import revealing
from linli.kernel.privacy.fields import SealedField
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted


@form_methods
@post_required
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    record = load(request, "question", pk)
    sealed = next((each for each in sealed_fields() if each.name == field), None)
    if sealed is None:
        raise Http404
    post = request.post_held
    # The committee answers, the township looks into what was not answered; nobody else needs to know.
    permission = Permission.OVERSEE if post.may(Permission.OVERSEE) else Permission.POST
    form, value = forms.ReasonForm(posted(request)), ""
    if form.is_valid():
        try:
            value = revealing.reveal(
                record, field, permission=permission, by=post, at=request.now, reason=form.cleaned_data["reason"]
            )
        except revealing.ReasonMissing as refusal:
            form.add_error("reason", str(refusal))
    if form.is_bound:
        form.mark_faults()
    context = {"record": record, "form": form, "sealed": sealed, "value": value}
    return render(request, "disclosure/reveal.html", context, status=UNPROCESSABLE if form.errors else 200)


def sealed_fields() -> list[SealedField]:
    return [each for each in Question._meta.local_fields if isinstance(each, SealedField)]
