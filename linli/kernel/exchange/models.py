"""Workbooks on their way in and out: what was handed over, what was found in it, and where its rows wait.

The file itself lies in the exchange folder (`files.py`) until it is taken in or too old.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import DivisionBound, DivisionField
from linli.kernel.jobs.models import Job

# A register's table may have as many columns.
CELLS = 64


class Upload(DivisionBound):
    """A file handed in for a register, and how far it is. What was checked is what is taken in: its rows wait in `Staged`."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    register = models.CharField(_("登记簿"), max_length=60)
    file_name = models.CharField(_("文件名"), max_length=200)
    stored_as = models.CharField(_("存放名"), max_length=80, blank=True, default="")
    size = models.BigIntegerField(_("字节数"), default=0)
    digest = models.CharField(_("摘要"), max_length=64)
    uploaded_at = models.DateTimeField(_("上传时间"))

    titles = models.JSONField(_("指定的表头"), default=dict, help_text=_("表头文字 → 栏目"))
    is_partial = models.BooleanField(_("只导入没有问题的行"), default=False)
    layout = models.JSONField(_("表头"), default=dict)
    position = models.BigIntegerField(_("已读到的行"), default=0)
    staged_count = models.BigIntegerField(_("待写入的行数"), default=0)
    report = models.JSONField(_("核对结果"), default=dict)

    checking = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("核对作业"))
    checked_at = models.DateTimeField(_("核对完成时间"), null=True, blank=True)
    taking = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("写入作业"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta(DivisionBound.Meta):
        verbose_name = _("导入文件")
        verbose_name_plural = _("导入文件")

    def __str__(self) -> str:
        return f"{self.file_name}（{self.register}）"

    @property
    def faults_count(self) -> int:
        """All of them; no more than the first ten thousand are kept one by one."""
        return self.report.get("faults_count", 0)


class UploadFault(DivisionBound):
    """What is wrong with one cell or row of an upload, where, and how to mend it."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="faults", verbose_name=_("导入文件"))
    sheet = models.CharField(_("工作表"), max_length=100)
    row = models.BigIntegerField(_("行"))
    column = models.CharField(_("列"), max_length=4, null=True)
    value = models.TextField(_("填写的内容"), null=True)
    message = models.TextField(_("问题"))
    remedy = models.TextField(_("改法"))

    class Meta(DivisionBound.Meta):
        verbose_name = _("导入问题")
        verbose_name_plural = _("导入问题")
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.ref}：{self.message}"

    @property
    def ref(self) -> str:
        """Where, for people: C7, 第7行 or 整张表."""
        if not self.row:
            return str(_("整张表"))
        return f"{self.column}{self.row}" if self.column else str(_("第%(row)d行") % {"row": self.row})


class HeaderAlias(DivisionBound):
    """Under which words a place's workbooks carry a field; said once by a person, and remembered."""

    register = models.CharField(_("登记簿"), max_length=60)
    title = models.CharField(_("表头文字"), max_length=120)
    field = models.CharField(_("栏目"), max_length=60)
    said_at = models.DateTimeField(_("指定时间"))

    class Meta(DivisionBound.Meta):
        verbose_name = _("表头别名")
        verbose_name_plural = _("表头别名")
        constraints = [models.UniqueConstraint(fields=["division", "register", "title"], name="header_alias_once")]

    def __str__(self) -> str:
        return f"{self.title} → {self.field}"


class Kind(models.IntegerChoices):
    FRESH = 0, _("新增")
    CHANGED = 1, _("修改")
    UNCHANGED = 2, _("没有变化")
    OTHERWISE = 3, _("另行办理")


class Staged(DivisionBound):
    """A row of an upload, checked and ready to be written: its values as the database's text, in `c00`, `c01` ….

    Filled by COPY under a role that can do nothing else, read under the scope's own row security. Sealed fields stand
    here sealed. The table is UNLOGGED: a crash of the server empties it, and the upload is then read again.
    """

    # With the place: row security is then looked up in this index instead of worked out for each row.
    pk = models.CompositePrimaryKey("upload_id", "division", "row")
    division = DivisionField(db_constraint=False, on_delete=models.DO_NOTHING)
    upload_id = models.BigIntegerField(_("导入文件"))
    row = models.BigIntegerField(_("行"))
    kind = models.SmallIntegerField(_("作用"), choices=Kind)
    record_id = models.BigIntegerField(_("记录编号"), null=True)
    record_version = models.IntegerField(_("核对时的版本"), null=True)
    key = models.TextField(_("对应编号"), null=True)
    # Compared as it stands: with a function around it row security would keep the index from being used.
    mark = models.BinaryField(_("指纹"), null=True, max_length=32)

    class Meta:
        verbose_name = _("待写入的行")
        verbose_name_plural = _("待写入的行")

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.row}"


for number in range(CELLS):
    models.TextField(null=True, editable=False).contribute_to_class(Staged, f"c{number:02d}")


class Parcel(DivisionBound):
    """A workbook that an export made, for its owner to fetch until it is too old."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("作业"))
    register = models.CharField(_("登记簿"), max_length=60)
    file_name = models.CharField(_("文件名"), max_length=200)
    stored_as = models.CharField(_("存放名"), max_length=80, blank=True, default="")
    rows_count = models.BigIntegerField(_("行数"), default=0)
    asked_at = models.DateTimeField(_("提交时间"))
    expires_at = models.DateTimeField(_("保留到"))

    class Meta(DivisionBound.Meta):
        verbose_name = _("导出文件")
        verbose_name_plural = _("导出文件")

    def __str__(self) -> str:
        return self.file_name


def fault_values(fault: Any) -> dict[str, Any]:
    """A fault as a row of `UploadFault` takes it."""
    value = None if fault.value is None else str(fault.value)[:200]
    return {
        "sheet": fault.sheet[:100],
        "row": fault.row,
        "column": fault.column,
        "value": value,
        "message": str(fault.message),
        "remedy": str(fault.remedy),
    }
