"""Who stands for which office, what the reviewing units found, and who is related to whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Ground, Nominator, Office, Relation, Schooling, Sex
from linli.domains.elections.models import personal
from linli.domains.elections.models.election import Election
from linli.domains.elections.models.voters import CommitteeMember, Teller, Voter
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared


class Person(Record):
    """What is kept of a candidate and goes on to the member: the structure of the committee is counted from it."""

    name = declared(models.CharField(_("姓名"), max_length=40), personal=personal.STANDING_NAME)
    sex = declared(models.CharField(_("性别"), max_length=1, choices=Sex), personal=personal.STANDING_BASIC)
    born_on = declared(models.DateField(_("出生日期"), null=True, blank=True), personal=personal.STANDING_BASIC)
    schooling = declared(
        models.CharField(_("文化程度"), max_length=10, choices=Schooling, blank=True), personal=personal.STANDING_BASIC
    )
    is_party_member = declared(models.BooleanField(_("中共党员"), default=False), personal=personal.STANDING_BASIC)
    is_party_secretary = declared(
        models.BooleanField(_("村（社区）党组织负责人"), default=False), personal=personal.STANDING_BASIC
    )
    is_first_time = declared(models.BooleanField(_("首次当选"), default=True), personal=personal.STANDING_BASIC)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class Candidate(Person):
    """One person for one office. Whoever stands for two offices stands here twice, with the same voter."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="candidates", verbose_name=_("换届选举"))
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="candidacies", verbose_name=_("选民"))
    office = models.CharField(_("职务"), max_length=10, choices=Office)
    nominator = models.CharField(_("提名方"), max_length=10, choices=Nominator)
    supporters_count = models.PositiveIntegerField(_("联名人数"), default=0)
    nominated_on = models.DateField(_("提名日期"))
    is_listed = models.BooleanField(_("列入候选人名单"), default=False)
    struck_on = models.DateField(_("取消日期"), null=True, blank=True)
    struck_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    not_personal = (
        *("election", "voter", "office", "nominator", "supporters_count", "nominated_on", "is_listed"),
        *("struck_on", "struck_reason"),
    )

    class Meta(Record.Meta):
        verbose_name = _("候选人")
        verbose_name_plural = _("候选人")
        ordering = ["election_id", "office", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "voter", "office"],
                name="candidate_once",
                violation_error_message=_("此人已被提名为这一职务的候选人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_office_display()}）"


class Review(Record):
    """What one unit found when a candidate was reviewed. The ground is named, its details are not kept here."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="reviews", verbose_name=_("候选人"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("审查单位"))
    ground = declared(
        models.CharField(_("审查结论"), max_length=10, choices=Ground, blank=True), personal=personal.GROUND
    )
    reviewed_on = models.DateField(_("审查日期"))

    not_personal = ("candidate", "unit", "reviewed_on")

    class Meta(Record.Meta):
        verbose_name = _("候选人联审")
        verbose_name_plural = _("候选人联审")
        ordering = ["candidate_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "unit"],
                name="review_once",
                violation_error_message=_("本单位已审查过这名候选人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} {self.unit.name}"


class Kinship(Record):
    """Two people of one election are near relatives: two voters, or a voter and somebody of the election committee or the count.

    Typed once; what it means is asked whenever one of them stands, counts or sits on the election committee.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="kinships", verbose_name=_("换届选举"))
    one = models.ForeignKey(Voter, models.PROTECT, related_name="+", verbose_name=_("选民"))
    other = models.ForeignKey(
        Voter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("另一名选民")
    )
    member = models.ForeignKey(
        CommitteeMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("选举委员会成员")
    )
    teller = models.ForeignKey(
        Teller, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("计票工作人员")
    )
    relation = models.CharField(_("近亲属关系"), max_length=12, choices=Relation)

    class Meta(Record.Meta):
        verbose_name = _("近亲属关系")
        verbose_name_plural = _("近亲属关系")
        ordering = ["election_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="kinship_of_two",
                condition=Q(other=None) | ~Q(one=F("other")),
                violation_error_message=_("近亲属关系应当是两个人之间的。"),
            ),
        ]

    def __str__(self) -> str:
        other = self.other.name if self.other else self.member or self.teller
        return f"{self.one.name}—{other}（{self.get_relation_display()}）"
