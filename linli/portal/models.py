"""The one table of the portal: what everybody may read of each community, as it was when it was last written down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions.models import DivisionField


class PublicPage(models.Model):
    """What is published of one community, copied out of the registers. A stranger can read this table and no register.

    It is written under the scope of that community alone, and row security holds it to that.
    """

    division = DivisionField()
    content = models.JSONField(_("内容"))
    html = models.TextField(_("首页正文"), help_text=_("标准字号，已排好，读的时候不再排"))
    covers_until = models.DateTimeField(_("截至时间"), help_text=_("此前写入的内容都已收入"))
    written_at = models.DateTimeField(_("生成时间"))

    objects = models.Manager()

    bare_grants = ("SELECT",)

    class Meta:
        verbose_name = _("公开网页")
        verbose_name_plural = _("公开网页")
        constraints = [models.UniqueConstraint(fields=["division"], name="public_page_once")]

    def __str__(self) -> str:
        return f"{self.division_id // 1000:012d}"
