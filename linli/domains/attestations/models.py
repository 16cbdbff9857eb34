"""What a committee may certify, what it was asked for, and what it issued or refused.

The list is a city's or county's own; an application keeps what the list said on its day, so that a new list alters nothing.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.attestations.enums import Handling, Negative, Refusal, State
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import Basis, Personal, Purpose, Retention, declared

ATTESTING = Purpose(
    "attestations.attesting",
    _("出具证明"),
    _("受理、核实和出具村（居）民申请的证明，供使用单位查验；拒绝的告知应当去哪里办。"),
)
PURPOSES = (ATTESTING,)
DUTY = Basis("duty", _("为履行法定职责所必需"), _("《个人信息保护法》第十三条第一款第三项；民发〔2020〕20号指导意见"))
KEPT = Retention(
    "attestation",
    _("出具后保存3年"),
    _("证明的使用单位需要查验，出具的依据需要备查。"),
    counted_from="received_on",
    days=3 * 365,
)
PERSON = Personal(ATTESTING, DUTY, KEPT, mask=None)


class ItemList(Record):
    """One version of a level's list of what may be certified."""

    title = models.CharField(_("清单名称"), max_length=120)
    document_no = models.CharField(_("文号"), max_length=60)
    since = models.DateField(_("施行日期"))
    until = models.DateField(_("停止施行日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("证明事项清单")
        verbose_name_plural = _("证明事项清单")
        ordering = ["-since", "-id"]
        constraints = [
            in_order("item_list_order", "since", "until", _("停止施行日期不能早于施行日期。")),
            models.UniqueConstraint(
                fields=["document_no"],
                name="item_list_once",
                violation_error_message=_("这个文号的清单已经登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_no}）"

    def get_absolute_url(self) -> str:
        return reverse("attestations:item_list_detail", kwargs={"pk": self.pk})


class Item(Record):
    """One thing that may be certified, for which purpose, by which law, and how."""

    item_list = models.ForeignKey(ItemList, models.PROTECT, related_name="items", verbose_name=_("证明事项清单"))
    name = models.CharField(_("事项名称"), max_length=60)
    words = models.CharField(_("用途词"), max_length=200, help_text=_("申请人说到其中一个词即为本事项，用、分开"))
    basis = models.CharField(_("依据"), max_length=200, help_text=_("法律法规名称和条文"))
    handling = models.CharField(_("办理方式"), max_length=10, choices=Handling)
    days_count = models.PositiveSmallIntegerField(_("办理时限（日）"), default=3)
    offers_promise = models.BooleanField(_("可以用告知承诺代替"), default=False)
    wording = models.CharField(_("证明样式"), max_length=400, help_text=_("如：兹证明{姓名}{核实情况}。特此证明。"))

    class Meta(Record.Meta):
        verbose_name = _("可以出具的证明事项")
        verbose_name_plural = _("可以出具的证明事项")
        ordering = ["item_list_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_list", "name"],
                name="item_once",
                violation_error_message=_("这份清单上已有这一事项。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attestations:item_detail", kwargs={"pk": self.pk})


class Application(Record):
    """Somebody needs a certificate for something: what for, for whom, what was asked, and what came of it."""

    applicant_name = declared(models.CharField(_("申请人"), max_length=40), personal=PERSON)
    purpose = declared(models.CharField(_("办什么事"), max_length=200), personal=PERSON)
    recipient = models.CharField(_("交给哪个单位"), max_length=100)
    wanted = declared(models.CharField(_("对方要求证明什么"), max_length=200, blank=True), personal=PERSON)
    received_on = models.DateField(_("受理日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED, editable=False)
    refusal = models.CharField(_("不予出具的原因"), max_length=10, choices=Refusal, blank=True, default="")
    negative = models.CharField(_("不应出具清单事项"), max_length=2, choices=Negative, blank=True, default="")
    answer = models.CharField(_("答复"), max_length=600, blank=True, default="")
    refused_on = models.DateField(_("不予出具日期"), null=True, blank=True)

    item_name = models.CharField(_("事项名称"), max_length=60, blank=True, default="")
    basis = models.CharField(_("依据"), max_length=200, blank=True, default="")
    handling = models.CharField(_("办理方式"), max_length=10, choices=Handling, blank=True, default="")
    days_count = models.PositiveSmallIntegerField(_("办理时限（日）"), default=0)
    offers_promise = models.BooleanField(_("可以用告知承诺代替"), default=False)
    wording = models.CharField(_("证明样式"), max_length=400, blank=True, default="")

    verified_how = models.CharField(_("核实方式"), max_length=200, blank=True, default="")
    finding = declared(models.CharField(_("核实情况"), max_length=300, blank=True, default=""), personal=PERSON)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)
    verified_by = models.CharField(_("经办人"), max_length=40, blank=True, default="")
    consulted_on = models.DateField(_("居民协商日期"), null=True, blank=True)
    approved_by = models.CharField(_("批准人"), max_length=40, blank=True, default="")
    number = models.CharField(_("证明编号"), max_length=60, blank=True, default="")
    proof = models.CharField(_("验真编号"), max_length=24, unique=True, null=True, blank=True)
    contents = declared(models.JSONField(_("证明内容"), default=list, blank=True), personal=PERSON)
    issued_on = models.DateField(_("出具日期"), null=True, blank=True)
    promised_on = models.DateField(_("承诺日期"), null=True, blank=True)
    promised_facts = declared(
        models.CharField(_("承诺的事实"), max_length=120, blank=True, default=""), personal=PERSON
    )
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("撤回理由"), max_length=200, blank=True, default="")

    not_personal = (
        *("recipient", "received_on", "state", "refusal", "negative", "answer", "refused_on", "item_name", "basis"),
        *("handling", "days_count", "offers_promise", "wording", "verified_how", "verified_on", "verified_by"),
        *("consulted_on", "approved_by", "number", "proof", "issued_on", "promised_on", "withdrawn_on"),
        "withdrawal_reason",
    )

    class Meta(Record.Meta):
        verbose_name = _("证明申请")
        verbose_name_plural = _("证明申请")
        ordering = ["-received_on", "-id"]
        constraints = [
            in_order("attestation_issue_order", "received_on", "issued_on", _("出具日期不能早于受理日期。")),
            models.CheckConstraint(
                name="attestation_withdrawal_order",
                condition=models.Q(withdrawn_on=None)
                | models.Q(withdrawn_on__gte=models.F("issued_on"))
                | models.Q(withdrawn_on__gte=models.F("promised_on")),
                violation_error_message=_("撤回日期不能早于出具或者承诺日期。"),
            ),
            models.CheckConstraint(
                name="attestation_negative_refused",
                condition=models.Q(negative="") | models.Q(issued_on=None),
                violation_error_message=_("列入不应出具清单的事项不得出具。"),
            ),
            models.UniqueConstraint(
                fields=["division", "number"],
                condition=~models.Q(number=""),
                name="attestation_number_once",
                violation_error_message=_("证明编号刚被另一份证明用去，请再办一次。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_name} {self.item_name or self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("attestations:application", kwargs={"pk": self.pk})
