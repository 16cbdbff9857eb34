"""What became of a person's request about their own data: printed, handed over, and kept as proof."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import Applicant, Right
from linli.domains.residents.models import personal
from linli.domains.residents.models.resident import Resident
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared


class Receipt(Record):
    """`outcome` lists what was done: {"label": field, "done": what, "why": reason}; it holds no value of a field."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="receipts", verbose_name=_("居民档案"))
    masked_name = declared(models.CharField(_("姓名"), max_length=100), personal=personal.PROOF)
    right = models.CharField(_("请求"), max_length=10, choices=Right)
    applicant = models.CharField(_("请求人"), max_length=10, choices=Applicant)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    handled_on = models.DateField(_("办理日期"))
    outcome = models.JSONField(_("办理结果"), default=list)

    grants = ("SELECT", "INSERT")
    not_personal = ("resident", "right", "applicant", "reason", "handled_on", "outcome")

    class Meta(Record.Meta):
        verbose_name = _("个人信息权利回执")
        verbose_name_plural = _("个人信息权利回执")

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number that is printed: the day, and the running number."""
        return f"GR{self.handled_on:%Y%m%d}-{self.pk:06d}"

    def get_absolute_url(self) -> str:
        return reverse("residents:receipt", kwargs={"pk": self.pk})
