"""Who was elected, and what comes after: the sealed ballots, complaints, those who leave and those who take their seats."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import ComplaintState, Kind, LeavingKind, LeavingState, Office
from linli.domains.elections.models import personal
from linli.domains.elections.models.candidates import Candidate, Person
from linli.domains.elections.models.counting import Ballot
from linli.domains.elections.models.election import Election
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared


class AgeBand(models.TextChoices):
    """Age on the day of election, in the bands in which structures are reported."""

    TO_35 = "to_35", _("35岁及以下")
    TO_45 = "to_45", _("36至45岁")
    TO_55 = "to_55", _("46至55岁")
    OVER_55 = "over_55", _("56岁及以上")
    UNKNOWN = "unknown", _("不详")


class Member(Person):
    """Somebody who was elected, from taking office until leaving it (exclusive)."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="members", verbose_name=_("换届选举"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    ballot = models.ForeignKey(
        Ballot, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("在哪次投票当选")
    )
    candidate = models.OneToOneField(
        Candidate, models.PROTECT, null=True, blank=True, related_name="member", verbose_name=_("候选人")
    )
    office = models.CharField(_("职务"), max_length=10, choices=Office)
    age_band = models.CharField(_("年龄段"), max_length=10, choices=AgeBand, default=AgeBand.UNKNOWN)
    is_double_head = models.BooleanField(_("一肩挑"), default=False, help_text=_("主任同时是党组织负责人"))
    votes_count = models.PositiveIntegerField(_("得票"), default=0)
    took_office_on = models.DateField(_("当选日期"))
    term_ends_on = models.DateField(_("任期届满"))
    left_on = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("不再任职的第一天"))

    not_personal = (
        *("election", "kind", "ballot", "candidate", "office", "age_band", "is_double_head", "votes_count"),
        *("took_office_on", "term_ends_on", "left_on"),
    )

    class Meta(Record.Meta):
        verbose_name = _("当选成员")
        verbose_name_plural = _("当选成员")
        ordering = ["election_id", "id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["division", "took_office_on"], include=["left_on", "sex"], name="member_in_office"),
        ]
        constraints = [
            in_order("member_left_order", "took_office_on", "left_on", _("离任日期不能早于当选日期。")),
            models.CheckConstraint(
                name="member_double_head",
                condition=Q(is_double_head=False) | Q(office=Office.HEAD, is_party_secretary=True),
                violation_error_message=_("一肩挑的应当是主任，同时是党组织负责人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}{self.name}"


class BallotSeal(Record):
    """The ballots of an election, sealed by the township and kept until a day."""

    election = models.OneToOneField(Election, models.PROTECT, related_name="seal", verbose_name=_("换届选举"))
    sealed_on = models.DateField(_("封存日期"))
    kept_until = models.DateField(_("封存至"))
    keeper = models.CharField(_("保管单位"), max_length=80)
    packets_count = models.PositiveSmallIntegerField(_("封存件数"), default=1)
    destroyed_on = models.DateField(_("销毁日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("选票封存")
        verbose_name_plural = _("选票封存")
        ordering = ["kept_until", "id"]
        constraints = [
            in_order("seal_order", "sealed_on", "kept_until", _("封存期限不能早于封存日期。")),
            in_order("seal_destroyed_order", "kept_until", "destroyed_on", _("封存期满以前不得销毁选票。")),
        ]

    def __str__(self) -> str:
        return f"{self.election} {self.kept_until}"


class Complaint(Record):
    """Somebody reports that the election was broken by violence, threats, deceit, bribes, forgery or false counts."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="complaints", verbose_name=_("换届选举"))
    name = declared(models.CharField(_("举报人"), max_length=40, blank=True), personal=personal.HEARD)
    text = declared(models.TextField(_("举报内容"), max_length=2000), personal=personal.HEARD)
    received_on = models.DateField(_("收到日期"))
    outcome = models.CharField(_("处理结果"), max_length=10, choices=ComplaintState, default=ComplaintState.OPEN)
    answer = models.CharField(_("答复"), max_length=400, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)

    not_personal = ("election", "received_on", "outcome", "answer", "answered_on")

    class Meta(Record.Meta):
        verbose_name = _("选举举报")
        verbose_name_plural = _("选举举报")
        ordering = ["election_id", "received_on", "id"]
        constraints = [
            in_order("complaint_order", "received_on", "answered_on", _("答复日期不能早于收到日期。")),
            models.CheckConstraint(
                name="complaint_answered",
                condition=Q(outcome=ComplaintState.OPEN, answered_on=None)
                | Q(answered_on__isnull=False) & ~Q(answer=""),
                violation_error_message=_("处理结果应当连同答复和日期一并登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} {self.received_on}"


class Leaving(Record):
    """A member leaves before the term ends, or was asked to. `is_passed` is empty until the meeting has voted."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="leavings", verbose_name=_("当选成员"))
    kind = models.CharField(_("离任方式"), max_length=12, choices=LeavingKind)
    asked_on = models.DateField(_("提出日期"))
    reason = models.CharField(_("理由"), max_length=400)
    supporters_count = models.PositiveIntegerField(_("联名人数"), default=0)
    due_on = models.DateField(_("会议期限"), null=True, blank=True)
    entitled_count = models.PositiveIntegerField(_("有权投票"), default=0)
    returned_count = models.PositiveIntegerField(_("参加投票"), default=0)
    in_favour_count = models.PositiveIntegerField(_("赞成"), default=0)
    is_passed = models.BooleanField(_("通过"), null=True, blank=True)
    ended_on = models.DateField(_("职务终止日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=LeavingState, default=LeavingState.OPEN)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("离任")
        verbose_name_plural = _("离任")
        ordering = ["member_id", "id"]
        constraints = [
            in_order("leaving_order", "asked_on", "ended_on", _("职务终止日期不能早于提出日期。")),
            in_order("leaving_announced_order", "ended_on", "announced_on", _("公告日期不能早于职务终止日期。")),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(is_passed=None),
                name="leaving_one_open",
                violation_error_message=_("这名成员已有一件未办完的离任事项。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return self.member.election.get_absolute_url()


class ByElection(Record):
    """A seat that fell empty was filled until the same term ends."""

    vacated = models.OneToOneField(Member, models.PROTECT, related_name="by_election", verbose_name=_("出缺成员"))
    successor = models.OneToOneField(Member, models.PROTECT, related_name="+", verbose_name=_("补选成员"))
    held_on = models.DateField(_("补选日期"))
    entitled_count = models.PositiveIntegerField(_("有权投票"), default=0)
    returned_count = models.PositiveIntegerField(_("参加投票"), default=0)
    votes_count = models.PositiveIntegerField(_("得票"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("补选")
        verbose_name_plural = _("补选")
        ordering = ["-held_on", "id"]

    def __str__(self) -> str:
        return f"{self.vacated} → {self.successor}"
