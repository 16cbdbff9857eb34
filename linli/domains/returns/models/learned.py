"""What is known of a fact, typed once in the answer to some request."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.models.answers import Answer
from linli.domains.returns.models.facts import Fact
from linli.domains.returns.models.personal import CELLS
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.fields import SealedField


class FactValue(Record):
    """What is known of a fact about one subject: typed once, in the return `answer`.

    `about`: "" where it is about the division itself, "residents.resident:17" about a record of a register, "name:…" the
    organisation, place or event that the form calls so, "mark:…" the keyed fingerprint of a person's number. Of each subject and fact the newest `as_of` holds; earlier ones stay. A personal value is in
    `sealed` alone, as JSON.
    """

    not_personal = ("fact", "about", "value", "as_of", "valid_until", "is_again", "answer")

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="values", verbose_name=_("事实"))
    about = models.CharField(_("对象"), max_length=120, blank=True)
    value = models.JSONField(_("值"), null=True, blank=True)
    sealed = SealedField(_("值（加密）"), personal=CELLS, max_length=2000, null=True, blank=True)
    as_of = models.DateField(_("截至日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    is_again = models.BooleanField(_("有效期内又填"), default=False, help_text=_("记下时还有一个有效的值"))
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="learned", verbose_name=_("来自报表"))

    class Meta(Record.Meta):
        verbose_name = _("事实的值")
        verbose_name_plural = _("事实的值")
        ordering = ["fact_id", "about", "-as_of", "-id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["fact", "division", "about", "-as_of"], name="fact_value_newest"),
        ]
        constraints = [
            in_order("fact_value_order", "as_of", "valid_until", _("有效期至不能早于截至日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.as_of}"
