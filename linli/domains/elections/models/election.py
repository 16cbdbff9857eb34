from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Kind, Mode, Office, State
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record


class Election(Record):
    """One committee's change of term. The fields of the register say when it was due and done; the others, how it was held."""

    round = models.CharField(_("届次"), max_length=20, help_text=_("如：2020-2021"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    term_ended_on = models.DateField(_("上届届满日期"), null=True, blank=True)
    due_on = models.DateField(_("应完成日期"))
    started_on = models.DateField(_("启动日期"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)

    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.REGISTERED)
    mode = models.CharField(_("选举方式"), max_length=16, choices=Mode, blank=True)
    election_on = models.DateField(_("选举日"), null=True, blank=True)
    head_count = models.PositiveSmallIntegerField(_("应选主任"), default=1)
    deputy_count = models.PositiveSmallIntegerField(_("应选副主任"), default=0)
    member_count = models.PositiveSmallIntegerField(_("应选委员"), default=0)
    women_count = models.PositiveSmallIntegerField(
        _("妇女委员专设名额"), default=1, help_text=_("委员名额中由妇女专职专选的名额；其他职务已选出妇女的相应减少")
    )
    is_merged = models.BooleanField(
        _("高职得票并入低职"), default=True, help_text=_("没有当选较高职务的，得票并入较低职务计算")
    )
    counts_void = models.BooleanField(
        _("废票计入参加投票人数"), default=True, help_text=_("法律没有写明，按本次选举办法；另行选举总是计入")
    )
    has_candidates = models.BooleanField(
        _("先确定候选人"), default=True, help_text=_("不勾的不确定候选人，选民在选票上写自己要选的人")
    )
    open_ballot_agreed_on = models.DateField(
        _("会议同意不确定候选人日期"), null=True, blank=True, help_text=_("村民会议或者村民代表会议")
    )
    open_ballot_filed_on = models.DateField(_("报乡镇备案日期"), null=True, blank=True)
    list_posted_on = models.DateField(_("选民名单公布日期"), null=True, blank=True)
    candidates_posted_on = models.DateField(_("候选人名单公告日期"), null=True, blank=True)
    meeting_on = models.DateField(_("候选人见面日期"), null=True, blank=True)
    declared_on = models.DateField(_("结果公布日期"), null=True, blank=True)
    handed_over_on = models.DateField(_("工作移交日期"), null=True, blank=True)
    archived_on = models.DateField(_("归档日期"), null=True, blank=True)
    archive_no = models.CharField(_("档案号"), max_length=40, blank=True)
    annulled_on = models.DateField(_("宣布无效日期"), null=True, blank=True)
    again_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_again",
        verbose_name=_("因哪次选举无效而重新选举"),
    )

    class Meta(Record.Meta):
        verbose_name = _("换届选举")
        verbose_name_plural = _("换届选举")
        # Of a round that was held again the one that stands comes last, which an import takes for the one meant.
        ordering = ["division_id", "round", "annulled_on", "id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "due_on"], include=["kind"], name="election_due"),
            models.Index(fields=["division", "completed_on"], include=["kind"], name="election_completed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "round"],
                condition=~Q(state=State.ANNULLED),
                name="election_once_per_round",
                violation_error_message=_("该村（社区）本届次的换届已经登记，请改为更正原记录。"),
            ),
            in_order(
                "election_completion_order",
                "started_on",
                "completed_on",
                _("完成日期不能早于启动日期，且应先填写启动日期。"),
            ),
            in_order("election_list_order", "started_on", "list_posted_on", _("名单公布日期不能早于启动日期。")),
            in_order(
                "election_candidates_order",
                "list_posted_on",
                "candidates_posted_on",
                _("候选人名单的公告日期不能早于选民名单的公布日期。"),
            ),
            in_order("election_declared_order", "election_on", "declared_on", _("结果公布日期不能早于选举日。")),
            in_order("election_hand_over_order", "declared_on", "handed_over_on", _("移交日期不能早于结果公布日期。")),
            models.CheckConstraint(
                name="election_planned",
                condition=Q(state=State.REGISTERED) | (~Q(mode="") & Q(election_on__isnull=False, member_count__gte=1)),
                violation_error_message=_("选举方案应写明方式、选举日和名额。"),
            ),
            models.CheckConstraint(
                name="election_open_ballot",
                condition=Q(has_candidates=True)
                | Q(open_ballot_agreed_on__isnull=False, open_ballot_filed_on__isnull=False),
                violation_error_message=_("不确定候选人的，应写明会议同意和备案的日期。"),
            ),
            models.CheckConstraint(
                name="election_women_seats",
                condition=Q(state=State.REGISTERED) | Q(women_count__lte=F("member_count")),
                violation_error_message=_("妇女委员专设名额不能多于应选委员。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division.name} {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("elections:election_detail", kwargs={"pk": self.pk})

    @property
    def seats(self) -> Mapping[str, int]:
        """How many are to be elected to each office that the plan provides."""
        planned = {Office.HEAD: self.head_count, Office.DEPUTY: self.deputy_count, Office.MEMBER: self.member_count}
        return {office.value: count for office, count in planned.items() if count}
