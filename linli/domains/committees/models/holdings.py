"""Since when and until when a committee held a valid certificate without a break; one row for each time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import Kind
from linli.domains.committees.models.committee import Committee
from linli.kernel.divisions.models import DivisionBound


class Holding(DivisionBound):
    """Kept by the database whenever the register changes, by whatever path; nobody writes here.

    The register shows the last one alone. Figures of a day before a break need those before it.
    """

    grants = ("SELECT",)

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="holdings", verbose_name=_("村（居）民委员会")
    )
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    since = models.DateField(_("持证起始日期"))
    until = models.DateField(_("证书失效日期"), null=True, blank=True)

    class Meta(DivisionBound.Meta):
        verbose_name = _("持证期间")
        verbose_name_plural = _("持证期间")
        ordering = ["committee_id", "since"]
        indexes = [
            *DivisionBound.Meta.indexes,
            models.Index(fields=["division", "since"], include=["until", "kind"], name="holding_certified"),
        ]

    def __str__(self) -> str:
        return f"{self.committee} {self.since}"
