"""A letter as a file, and the page on which each of its figures can be traced."""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.permissions import Permission
from linli.domains.correspondence.queries import find_letter
from linli.domains.correspondence.queries.rendering import finished
from linli.domains.correspondence.queries.tracing import trace
from linli.domains.correspondence.views.workbench import load
from linli.kernel.accounts.permissions import require
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.ui.views.access import post_required

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@post_required
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    letter = load(request, pk)
    return _file(letter, render_pdf(finished(letter), settings.LINLI_FONT_DIRS), "application/pdf", "pdf")


@require_safe
@post_required
def letter_docx(request: HttpRequest, pk: int) -> HttpResponse:
    letter = load(request, pk)
    return _file(letter, render_docx(finished(letter)), DOCX, "docx")


def _file(letter: Letter, data: bytes, kind: str, ending: str) -> HttpResponse:
    name = quote(f"{letter.title}.{ending}")
    # Shown in the browser where it can be; kept under its Chinese title where it is saved.
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"})


@require_safe
@post_required
def citation_trace(request: HttpRequest, identity, mark: str) -> HttpResponse:
    """Where one number of a signed letter comes from, and whether it still holds."""
    require(request.post_held, Permission.VIEW)
    letter = find_letter(str(identity))
    citation = letter and letter.citations.select_related("place", "letter").filter(mark=mark).first()
    if not citation:
        raise Http404
    return render(request, "correspondence/trace.html", {"letter": letter, "trace": trace(citation)})
