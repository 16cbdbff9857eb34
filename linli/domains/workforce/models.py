"""Social workers' professional qualifications, one record per certificate.

The person stands here only as the holder of a certificate; employment and pay are not kept.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.workforce.enums import Level
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record


class Qualification(Record):
    certificate_no = models.CharField(_("证书编号"), max_length=40)
    holder_name = models.CharField(_("姓名"), max_length=40)
    level = models.CharField(_("级别"), max_length=12, choices=Level)
    issued_on = models.DateField(_("批准日期"))
    lapsed_on = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("不再有效的第一天"))

    class Meta(Record.Meta):
        verbose_name = _("社会工作者职业资格")
        verbose_name_plural = _("社会工作者职业资格")
        indexes = [*Record.Meta.indexes, models.Index(fields=["division", "issued_on"], name="qualification_issued")]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_no"],
                name="qualification_certificate",
                violation_error_message=_("该证书编号已经登记。"),
            ),
            in_order("qualification_lapse_order", "issued_on", "lapsed_on", _("失效日期不能早于批准日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name}（{self.certificate_no}）"

    def get_absolute_url(self) -> str:
        return reverse("workforce:qualification_detail", kwargs={"pk": self.pk})
