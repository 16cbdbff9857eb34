"""A comparison of the register with an export of the national system, as it came out on its day."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.audit.models import Record


class Comparison(Record):
    """`findings` are rows of [kind, name, code, here, there, place]; nothing in the register is changed by it."""

    file_name = models.CharField(_("文件"), max_length=200)
    compared_on = models.DateField(_("比对日期"))
    rows_count = models.PositiveIntegerField(_("文件行数"))
    matched_count = models.PositiveIntegerField(_("一致"))
    findings = models.JSONField(_("不一致"), default=list)

    class Meta(Record.Meta):
        verbose_name = _("与国家系统比对")
        verbose_name_plural = _("与国家系统比对")
        ordering = ["-compared_on", "-id"]

    def __str__(self) -> str:
        return f"{self.compared_on} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("committees:comparison", kwargs={"pk": self.pk})
