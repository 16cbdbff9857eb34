"""How often a person looked at what is sealed: counted, so that nobody reads a city one number at a time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.Model):
    """One value shown whole, or one look-up by exact number; kept for a day. What was seen is in the audit."""

    kind = models.CharField(_("类别"), max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+", verbose_name=_("账号")
    )
    at = models.DateTimeField(_("时间"))

    objects: models.Manager["Access"] = models.Manager()

    class Meta:
        verbose_name = _("原文查看计次")
        verbose_name_plural = _("原文查看计次")
        indexes = [models.Index(fields=["user", "kind", "at"], name="access_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
