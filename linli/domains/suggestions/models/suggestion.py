"""A suggestion, the deputies who moved it, and the questions it consists of."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.models import Letter
from linli.domains.suggestions.enums import Outcome, ResultCategory, State
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import Level

# What the congress of a division of that level is called in its own papers.
WHOSE: dict[str, str] = {Level.PROVINCE: "省", Level.CITY: "市", Level.COUNTY: "县（区）"}


class Suggestion(Record):
    code = models.CharField(_("建议编号"), max_length=40, unique=True, help_text=_("如：八届四次395"))
    congress = models.CharField(_("届"), max_length=10, help_text=_("如：八届"))
    session = models.CharField(_("次"), max_length=10, help_text=_("如：四次"))
    number = models.PositiveIntegerField(_("号"))
    title = models.CharField(_("案由"), max_length=120)
    text = models.TextField(_("建议内容"), blank=True)
    registered_on = models.DateField(_("登记日期"))
    assigned_on = models.DateField(_("交办日期"), null=True, blank=True)
    extended_on = models.DateField(_("延期日期"), null=True, blank=True)
    told_deputy_on = models.DateField(_("向代表说明日期"), null=True, blank=True)
    redo_on = models.DateField(_("再办开始日期"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("第几次办理"), default=1)
    category = models.CharField(_("办理结果类别"), max_length=1, choices=ResultCategory, blank=True)
    outcome = models.CharField(_("办理去向"), max_length=12, choices=Outcome, blank=True)
    is_public = models.BooleanField(_("可以公开"), default=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.REGISTERED)
    letter = models.OneToOneField(
        Letter, models.PROTECT, null=True, blank=True, related_name="suggestion", verbose_name=_("答复公文")
    )

    class Meta(Record.Meta):
        verbose_name = _("代表建议")
        verbose_name_plural = _("代表建议")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "congress", "session", "number"],
                name="suggestion_once",
                violation_error_message=_("同届同次已有这个编号的建议。"),
            ),
            models.CheckConstraint(
                name="suggestion_assigned_after_registered",
                condition=Q(assigned_on=None) | Q(assigned_on__gte=F("registered_on")),
                violation_error_message=_("交办日期不能早于登记日期。"),
            ),
            models.CheckConstraint(
                name="suggestion_extended_after_told",
                condition=Q(extended_on=None) | Q(told_deputy_on__isnull=False, told_deputy_on__lte=F("extended_on")),
                violation_error_message=_("延期前应当先向代表说明，请先登记向代表说明的日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation}　{self.title}"

    @property
    def citation(self) -> str:
        """How the suggestion is named in a letter: 市八届人大四次会议第395号建议."""
        return f"{WHOSE.get(self.division.level, '')}{self.congress}人大{self.session}会议第{self.number}号建议"

    def get_absolute_url(self) -> str:
        return reverse("suggestions:suggestion_detail", kwargs={"pk": self.pk})


class Deputy(Record):
    """A deputy who moved the suggestion. Each must be answered singly. Kept with the suggestion, not as a register of people."""

    code = models.CharField(_("代表编号"), max_length=60, unique=True, help_text=_("如：八届四次395-1"))
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="deputies", verbose_name=_("代表建议"))
    name = models.CharField(_("代表姓名"), max_length=40)
    delegation = models.CharField(_("代表团"), max_length=40, blank=True)
    is_leader = models.BooleanField(_("领衔代表"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("提出建议的代表")
        verbose_name_plural = _("提出建议的代表")
        ordering = ["suggestion_id", "-is_leader", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "name", "delegation"],
                name="deputy_once",
                violation_error_message=_("这位代表已登记在这件建议上。"),
            ),
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=Q(is_leader=True),
                name="deputy_one_leader",
                violation_error_message=_("一件建议只有一位领衔代表。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.delegation}）" if self.delegation else self.name


class Question(Record):
    """One question of a suggestion. Each can go to a unit of its own, and each is answered under its own heading."""

    code = models.CharField(_("子问题编号"), max_length=60, unique=True, help_text=_("如：八届四次395-问1"))
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="questions", verbose_name=_("代表建议"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("子问题"), max_length=120)
    text = models.TextField(_("具体内容"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("建议的子问题")
        verbose_name_plural = _("建议的子问题")
        ordering = ["suggestion_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "number"],
                name="question_once",
                violation_error_message=_("这件建议已有这个序号的子问题。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
