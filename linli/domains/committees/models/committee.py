"""The committee itself, with what is in force of its code and its certificate today."""

from django.db import models
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import Kind
from linli.kernel.audit.constraints import in_order, paired
from linli.kernel.audit.models import Record

CODE_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"


class Committee(Record):
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    name = models.CharField(_("名称"), max_length=120)
    registered_on = models.DateField(_("成立日期"))
    code = models.CharField(
        _("统一社会信用代码"),
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("该统一社会信用代码已登记在另一个组织名下，请核对。")},
    )
    code_assigned_on = models.DateField(_("赋码日期"), null=True, blank=True)
    code_override = models.CharField(
        _("代码特许理由"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("代码与国家标准的校验不符而仍然采用的理由，如早期试点赋码，写明批准文号"),
    )
    certificate_no = models.CharField(
        _("证书编号"),
        max_length=40,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("该证书编号已登记在另一个组织名下，请核对。")},
    )
    # From this day the committee has held a certificate without a break; each paper has its own day in `certificates`.
    certificate_issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    certificate_expires_on = models.DateField(_("证书有效期至"), null=True, blank=True)
    certificate_withdrawn_on = models.DateField(_("证书收回日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    # The first day without a valid certificate, so that a figure can ask one column.
    certificate_ended_on = models.GeneratedField(
        verbose_name=_("证书失效日期"),
        expression=Least(
            "certificate_withdrawn_on",
            "dissolved_on",
            models.ExpressionWrapper(models.F("certificate_expires_on") + 1, models.DateField()),
        ),
        output_field=models.DateField(),
        db_persist=True,
        null=True,
    )

    class Meta(Record.Meta):
        verbose_name = _("村（居）民委员会")
        verbose_name_plural = _("村（居）民委员会")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["division", "registered_on"], include=["dissolved_on", "kind"], name="committee_registered"
            ),
            models.Index(
                fields=["division", "code_assigned_on"], include=["dissolved_on", "kind"], name="committee_coded"
            ),
            models.Index(
                fields=["division", "certificate_issued_on"],
                include=["certificate_ended_on", "kind"],
                name="committee_certified",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division"],
                name="committee_one_per_division",
                violation_error_message=_("该村（社区）的委员会已经登记，请改为更正原记录。"),
            ),
            models.CheckConstraint(
                name="committee_code_format",
                condition=models.Q(code=None) | models.Q(code__regex=CODE_PATTERN),
                violation_error_message=_(
                    "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z），第3至8位为数字。"
                ),
            ),
            paired(
                "committee_code_paired",
                "code",
                "code_assigned_on",
                _("统一社会信用代码与赋码日期应同时填写或同时留空。"),
            ),
            paired(
                "committee_certificate_paired",
                "certificate_no",
                "certificate_issued_on",
                _("证书编号与发证日期应同时填写或同时留空。"),
            ),
            in_order("committee_code_order", "registered_on", "code_assigned_on", _("赋码日期不能早于成立日期。")),
            in_order(
                "committee_certificate_order",
                "code_assigned_on",
                "certificate_issued_on",
                _("证书载明统一社会信用代码：应先赋码，发证日期不能早于赋码日期。"),
            ),
            in_order(
                "committee_expiry_order",
                "certificate_issued_on",
                "certificate_expires_on",
                _("证书有效期至不能早于发证日期，且应先填写发证日期。"),
            ),
            in_order(
                "committee_withdrawal_order",
                "certificate_issued_on",
                "certificate_withdrawn_on",
                _("证书收回日期不能早于发证日期，且应先填写发证日期。"),
            ),
            in_order("committee_dissolution_order", "registered_on", "dissolved_on", _("撤销日期不能早于成立日期。")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:committee_detail", kwargs={"pk": self.pk})
