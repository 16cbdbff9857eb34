"""Where votes are cast, and what was counted: sums of paper ballots, entered twice. Nothing here knows a voter."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import BallotKind
from linli.domains.elections.models.candidates import Candidate
from linli.domains.elections.models.election import Election
from linli.domains.elections.rules.polling import Papers
from linli.kernel.accounts.models import User
from linli.kernel.audit.models import Record


class Station(Record):
    """A place where ballots are handed in, or a box that is carried round."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="stations", verbose_name=_("换届选举"))
    name = models.CharField(_("名称"), max_length=60)
    is_mobile = models.BooleanField(_("流动票箱"), default=False)
    staff_count = models.PositiveSmallIntegerField(_("工作人员"), default=0)
    staff = models.CharField(_("工作人员姓名"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("投票站")
        verbose_name_plural = _("投票站")
        ordering = ["election_id", "is_mobile", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                name="station_once",
                violation_error_message=_("本次选举已有这个名称的投票站。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Counted(Record):
    """The paper ballots of a station or of a whole ballot."""

    printed_count = models.PositiveIntegerField(_("印制选票"), default=0)
    issued_count = models.PositiveIntegerField(_("发出选票"), default=0)
    spare_count = models.PositiveIntegerField(_("剩余选票"), default=0)
    returned_count = models.PositiveIntegerField(_("收回选票"), default=0)
    unreturned_count = models.PositiveIntegerField(_("未收回选票"), default=0)
    valid_count = models.PositiveIntegerField(_("有效票"), default=0)
    void_count = models.PositiveIntegerField(_("废票"), default=0)

    class Meta(Record.Meta):
        abstract = True

    @property
    def papers(self) -> Papers:
        names = ("printed", "issued", "spare", "returned", "unreturned", "valid", "void")
        return Papers(*(getattr(self, f"{name}_count") for name in names))


class Ballot(Counted):
    """One time that everybody votes: the first, or again after a tie, for empty seats, or because the first was invalid."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="ballots", verbose_name=_("换届选举"))
    number = models.PositiveSmallIntegerField(_("第几次投票"), default=1)
    kind = models.CharField(_("投票类型"), max_length=10, choices=BallotKind, default=BallotKind.FIRST)
    held_on = models.DateField(_("投票日期"))
    entitled_count = models.PositiveIntegerField(_("有权投票"), default=0)
    seats = models.JSONField(_("应选名额"), default=dict)
    women_count = models.PositiveSmallIntegerField(_("妇女专设名额"), default=0)
    standing = models.JSONField(_("参加本次投票的候选人"), default=list, blank=True)
    agreed_at = models.DateTimeField(_("两次录入一致时间"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("投票")
        verbose_name_plural = _("投票")
        ordering = ["election_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"], name="ballot_once", violation_error_message=_("这次投票已经登记。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} 第{self.number}次投票"


class ResultEntry(Counted):
    """The result form of one station as one person typed it. Two people type it, and neither sees the other's.

    `votes` holds the sum for each candidate, by the candidate's number.
    """

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="entries", verbose_name=_("投票"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="entries", verbose_name=_("投票站"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    votes = models.JSONField(_("得票"), default=dict, blank=True)
    entered_at = models.DateTimeField(_("录入日期时间"))

    class Meta(Record.Meta):
        verbose_name = _("计票表录入")
        verbose_name_plural = _("计票表录入")
        ordering = ["ballot_id", "station_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "station", "user"],
                name="result_entry_once",
                violation_error_message=_("您已录入过这个投票站的计票表。"),
            ),
            models.CheckConstraint(
                name="result_entry_sums",
                condition=Q(
                    printed_count=F("issued_count") + F("spare_count"),
                    returned_count=F("valid_count") + F("void_count"),
                ),
                violation_error_message=_("印制应等于发出与剩余之和，收回应等于有效与废票之和。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot} {self.station}"


class Tally(Record):
    """The published votes of one candidate in one ballot, all stations together."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="tallies", verbose_name=_("投票"))
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, db_index=False, related_name="tallies", verbose_name=_("候选人")
    )
    votes_count = models.PositiveIntegerField(_("得票"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("得票")
        verbose_name_plural = _("得票")
        ordering = ["ballot_id", "candidate_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "candidate"], name="tally_once", violation_error_message=_("得票已经登记。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} {self.votes_count}"
