"""The page on which anybody checks a paper: no account, nothing written, nothing that can be listed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.kernel.documents import proofs
from linli.kernel.documents.proofs import Standing, Verdict

WORDS = {
    Verdict.VALID: _("真实有效"),
    Verdict.EXPIRED: _("真实，但已过有效期"),
    Verdict.REPLACED: _("真实，但已换发新证，本证作废"),
    Verdict.LOST: _("已声明遗失作废"),
    Verdict.WITHDRAWN: _("已被收回（撤销），不再有效"),
    Verdict.FORGED: _("不是本系统发出的，或者内容被改动过"),
}
HIDDEN = "＊＊＊"
MOST_TYPED = 60


@require_safe
def verify(request: HttpRequest, number: str = "") -> HttpResponse:
    """What the register says of a paper today: by its number alone, or with the signature in its QR code."""
    typed = (number or request.GET.get("number", "")).strip()[:MOST_TYPED]
    if not typed:
        return render(request, "portal/verify.html", {})
    read = proofs.read_number(typed)
    if read and not number:
        return redirect("portal:verify_number", number=read)
    signature = request.GET.get("s", "")
    found = proofs.look_up(read, request.now.date()) if read else None
    is_signed = bool(found and signature and proofs.is_signed(read, found.contents, signature))
    context = {"number": typed, **_answer(found, is_signed=is_signed, is_scanned=bool(signature))}
    return render(request, "portal/verify.html", context)


def _answer(found: Standing | None, *, is_signed: bool, is_scanned: bool) -> dict[str, Any]:
    if found is None or (is_scanned and not is_signed):
        return {"verdict": Verdict.FORGED, "words": WORDS[Verdict.FORGED], "is_known": found is not None}
    rows = [
        (label, HIDDEN if label in found.kept_back and not is_signed else value)
        for label, value in found.contents.items()
    ]
    return {
        "verdict": found.verdict,
        "words": WORDS[found.verdict],
        "found": found,
        "rows": rows,
        "is_signed": is_signed,
        "is_known": True,
    }
