"""Workbooks on their way in: what was handed over, and what the dry run found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import DivisionBound


class Upload(DivisionBound):
    """A workbook handed in for a register. The bytes stay until it is confirmed, so that what was checked is what is read."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    register = models.CharField(_("登记簿"), max_length=60)
    file_name = models.CharField(_("文件名"), max_length=200)
    data = models.BinaryField(_("文件内容"))
    digest = models.CharField(_("摘要"), max_length=64)
    report = models.JSONField(_("核对结果"))
    uploaded_at = models.DateTimeField(_("上传时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta(DivisionBound.Meta):
        verbose_name = _("导入文件")
        verbose_name_plural = _("导入文件")

    def __str__(self) -> str:
        return f"{self.file_name}（{self.register}）"
