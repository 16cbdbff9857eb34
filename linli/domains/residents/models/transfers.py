"""A person registered elsewhere in the city is asked for; nobody makes a second file.

A request stands twice, once in each community, because each may see its own only: the one that asks, and the one that answers.
"""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import TransferState
from linli.domains.residents.models import personal
from linli.domains.residents.models.resident import Resident
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import Division
from linli.kernel.privacy.declaration import declared
from linli.kernel.privacy.fields import FingerprintField, SealedField


class Transfer(Record):
    """One side of a request. `is_incoming`: the person is to come here; `resident` is the file on this side, if any yet."""

    is_incoming = models.BooleanField(_("转入"))
    pair = models.UUIDField(_("请求编号"), default=uuid.uuid4, editable=False, help_text=_("两边相同"))
    name = declared(models.CharField(_("姓名"), max_length=100), personal=personal.NAME)
    id_number = SealedField(_("证件号码"), personal=personal.ID_NUMBER, max_length=40)
    id_fingerprint = declared(FingerprintField(verbose_name=_("证件指纹"), of="id_number"), personal=personal.ID_NUMBER)
    resident = models.ForeignKey(
        Resident, models.SET_NULL, null=True, blank=True, related_name="transfers", verbose_name=_("居民档案")
    )
    # Public knowledge, and no scope: the place on the other side.
    other = models.ForeignKey(
        Division, models.PROTECT, db_index=False, related_name="+", verbose_name=_("对方村（社区）")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=TransferState, default=TransferState.REQUESTED, editable=False
    )
    requested_on = models.DateField(_("请求日期"))
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answer = models.CharField(_("答复说明"), max_length=200, blank=True)

    not_personal = ("is_incoming", "pair", "resident", "other", "state", "requested_on", "answered_on", "answer")

    class Meta(Record.Meta):
        verbose_name = _("市内转移请求")
        verbose_name_plural = _("市内转移请求")
        constraints = [
            models.UniqueConstraint(fields=["pair", "is_incoming"], name="transfer_sides"),
            models.UniqueConstraint(
                fields=["id_fingerprint", "is_incoming"],
                condition=models.Q(state=TransferState.REQUESTED),
                name="transfer_one_open",
                violation_error_message=_("此人已有一个未答复的转移请求。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("residents:transfer", kwargs={"pk": self.pk})
