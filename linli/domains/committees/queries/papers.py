"""A certificate as paper, and what anybody who holds it is told of it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.committees.enums import Ending
from linli.domains.committees.models import Certificate, Committee
from linli.kernel.documents import certificates, proofs
from linli.kernel.documents.letters import date_text
from linli.kernel.documents.proofs import Standing, Verdict

VERDICTS = {
    Ending.REPLACED: Verdict.REPLACED,
    Ending.LOST: Verdict.LOST,
    Ending.WITHDRAWN: Verdict.WITHDRAWN,
}


class Missing(LookupError):
    """The paper cannot be drawn; the message says what is missing."""


def contents_for(
    committee: Committee, *, certificate_no: str, head_name: str, issued_on: date, expires_on: date
) -> list[list[str]]:
    """What is printed on a certificate, label by label. Kept with it as issued, so that a later change of name alters no paper."""
    rows: list[tuple[Any, str]] = [
        (_("名称"), committee.name),
        (_("统一社会信用代码"), committee.code or ""),
        (_("类型"), _("基层群众性自治组织法人（%(kind)s）") % {"kind": committee.get_kind_display()}),
        (_("法定代表人"), head_name),
        (_("地址"), committee.division.path_name),
        (_("成立日期"), date_text(committee.registered_on)),
        (_("证书编号"), certificate_no),
        (_("有效期限"), _("%(start)s至%(end)s") % {"start": date_text(issued_on), "end": date_text(expires_on)}),
    ]
    return [[str(label), value] for label, value in rows]


def drawn(certificate: Certificate) -> certificates.Certificate:
    """The paper to print. Raises Missing for one that the register only knows from an older system."""
    if not certificate.contents:
        raise Missing(_("这张证书由其他系统发出，本系统没有它的内容，不能打印。"))
    contents = [(label, value) for label, value in certificate.contents]
    return certificates.Certificate(
        title=_("统一社会信用代码证书"),
        number=_("（基层群众性自治组织）"),
        rows=contents,
        issuer=_("登记管理机关（盖章）"),
        issued_on=certificate.issued_on,
        proof=certificate.proof,
        url=proofs.address(certificate.proof, dict(contents)),
        note=_("扫码或在验真页面输入编号，可以查验证书是否有效、是否已经换发、遗失或者收回。"),
    )


def paper_standing(number: str, on: date) -> Standing | None:
    """For `proofs.register`: a certificate as it stands on a day."""
    found = Certificate.objects.filter(proof=number).first()
    if found is None:
        return None
    verdict, since, reason = Verdict.VALID, None, ""
    if found.ending and found.ended_on and found.ended_on <= on:
        verdict, since, reason = VERDICTS[Ending(found.ending)], found.ended_on, found.ending_note
    elif found.expires_on < on:
        verdict, since = Verdict.EXPIRED, found.expires_on
    contents = dict(found.contents)
    return Standing(_("统一社会信用代码证书"), contents, verdict, since, reason)
