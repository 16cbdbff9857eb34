"""The notices of an election, to be printed and hung on the board."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from linli.domains.elections import queries
from linli.domains.elections.permissions import Permission
from linli.domains.elections.views.way import load
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.ui.views.access import post_required

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@post_required
def paper(request: HttpRequest, pk: int, code: str, form: str) -> HttpResponse:
    """As PDF or .docx. Lists of names are for those who conduct or supervise the election to hang up."""
    post = request.post_held
    permission = Permission.SUPERVISE if post.may(Permission.SUPERVISE) else Permission.CONDUCT
    election = load(request, pk, permission)
    if form not in KINDS or code not in queries.PAPERS:
        raise Http404
    try:
        letter = queries.draft(election, code, on=request.now.date())
    except queries.NotYet as missing:
        messages.error(request, str(missing))
        return redirect(election)
    data = render_pdf(letter, settings.LINLI_FONT_DIRS) if form == "pdf" else render_docx(letter)
    name = quote(f"{election}{letter.title}.{form}")
    return HttpResponse(
        data, content_type=KINDS[form], headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"}
    )
