"""The certificates of a committee, each kept as it was issued, and the cases by which one follows the other."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import CaseKind, CaseState, Ending
from linli.domains.committees.models import personal
from linli.domains.committees.models.committee import Committee
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared


class Certificate(Record):
    """One paper as it was issued. What is printed on it never changes; only its end is added."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="certificates", verbose_name=_("村（居）民委员会")
    )
    certificate_no = models.CharField(_("证书编号"), max_length=40)
    proof = models.CharField(_("验真编号"), max_length=24, unique=True)
    head_name = declared(models.CharField(_("法定代表人"), max_length=40, blank=True), personal=personal.HEAD_NAME)
    contents = models.JSONField(_("证书内容"), default=list)
    issued_on = models.DateField(_("发证日期"))
    expires_on = models.DateField(_("有效期至"))
    ending = models.CharField(_("失效原因"), max_length=10, choices=Ending, blank=True, default="")
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    ending_note = models.CharField(_("失效说明"), max_length=200, blank=True, default="")

    not_personal = (
        *("committee", "certificate_no", "proof", "contents", "issued_on", "expires_on"),
        *("ending", "ended_on", "ending_note"),
    )

    class Meta(Record.Meta):
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        ordering = ["-issued_on", "-id"]
        constraints = [
            in_order("paper_expiry_order", "issued_on", "expires_on", _("证书有效期至不能早于发证日期。")),
            in_order("paper_end_order", "issued_on", "ended_on", _("证书失效日期不能早于发证日期。")),
            models.UniqueConstraint(
                fields=["committee"],
                condition=models.Q(ended_on=None),
                name="paper_one_in_force",
                violation_error_message=_("该组织已有一张没有失效的证书，请先办理变更、收回或声明作废。"),
            ),
        ]

    def __str__(self) -> str:
        return self.certificate_no


class Case(Record):
    """One piece of business about a certificate: who hands in what, who decides, and what came of it."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="cases", verbose_name=_("村（居）民委员会"))
    kind = models.CharField(_("办理事项"), max_length=10, choices=CaseKind)
    state = models.CharField(_("状态"), max_length=10, choices=CaseState, default=CaseState.OPEN, editable=False)
    opened_on = models.DateField(_("发起日期"))
    reason = models.CharField(_("事由"), max_length=200)
    head_name = declared(models.CharField(_("法定代表人"), max_length=40, blank=True), personal=personal.HEAD_NAME)
    materials = models.CharField(_("提交材料"), max_length=400, blank=True)
    successor = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over",
        verbose_name=_("并入的组织"),
        help_text=_("撤并时填写"),
    )
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="case", verbose_name=_("所发证书")
    )
    settled_on = models.DateField(_("办结日期"), null=True, blank=True)

    not_personal = (
        *("committee", "kind", "state", "opened_on", "reason", "materials", "successor"),
        *("certificate", "settled_on"),
    )

    class Meta(Record.Meta):
        verbose_name = _("证书办理")
        verbose_name_plural = _("证书办理")
        ordering = ["-opened_on", "-id"]
        constraints = [
            in_order("case_order", "opened_on", "settled_on", _("办结日期不能早于发起日期。")),
            models.UniqueConstraint(
                fields=["committee", "kind"],
                condition=models.Q(settled_on=None),
                name="case_one_open",
                violation_error_message=_("该组织同类的证书办理还没有办结，请在原事项上继续。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("committees:case", kwargs={"pk": self.pk})
