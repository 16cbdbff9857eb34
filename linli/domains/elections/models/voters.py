"""Who conducts an election, who may vote in it, and who votes for whom else."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Kind, ObjectionState, RegistrationKind, Sex, TellerRole
from linli.domains.elections.models import personal
from linli.domains.elections.models.election import Election
from linli.domains.residents.models import Resident
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared
from linli.kernel.privacy.fields import FingerprintField, SealedField


class CommitteeMember(Record):
    """One person of the election committee, or in reserve for it, with the votes by which they were chosen."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="committee", verbose_name=_("换届选举"))
    name = declared(models.CharField(_("姓名"), max_length=40), personal=personal.STANDING_NAME)
    is_head = models.BooleanField(_("主任"), default=False)
    votes_count = models.PositiveIntegerField(_("推选得票"), default=0)
    is_reserve = models.BooleanField(_("候补"), default=False)
    joined_on = models.DateField(_("产生日期"))
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    left_reason = models.CharField(_("退出原因"), max_length=200, blank=True)

    not_personal = ("election", "is_head", "votes_count", "is_reserve", "joined_on", "left_on", "left_reason")

    class Meta(Record.Meta):
        verbose_name = _("选举委员会成员")
        verbose_name_plural = _("选举委员会成员")
        ordering = ["election_id", "left_on", "is_reserve", "-is_head", "-votes_count", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                name="committee_member_once",
                violation_error_message=_("这个人已在选举委员会名单上；同名的请在姓名后加注区别。"),
            ),
            in_order("committee_member_left_order", "joined_on", "left_on", _("退出日期不能早于产生日期。")),
        ]

    def __str__(self) -> str:
        return self.name


class Voter(Record):
    """A person registered for one election. `number` stands on the list and on the voter's card; the list shows no document number.

    `round` and `body` repeat the election's, so that one index finds a second registration anywhere in the city.
    """

    election = models.ForeignKey(
        Election, models.PROTECT, db_index=False, related_name="voters", verbose_name=_("换届选举")
    )
    round = models.CharField(_("届次"), max_length=20)
    body = models.CharField(_("选举类别"), max_length=10, choices=Kind)
    number = models.PositiveIntegerField(_("选民编号"))
    name = declared(models.CharField(_("姓名"), max_length=100), personal=personal.NAME)
    id_number = SealedField(_("证件号码"), personal=personal.ID_NUMBER, max_length=40)
    id_fingerprint = declared(FingerprintField(verbose_name=_("证件指纹"), of="id_number"), personal=personal.ID_NUMBER)
    sex = declared(models.CharField(_("性别"), max_length=1, choices=Sex, blank=True), personal=personal.BASIC)
    born_on = declared(models.DateField(_("出生日期"), null=True, blank=True), personal=personal.BASIC)
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("居民档案")
    )
    kind = models.CharField(_("登记类型"), max_length=10, choices=RegistrationKind)
    household = declared(models.CharField(_("户编号"), max_length=40, blank=True), personal=personal.BASIC)
    registered_on = models.DateField(_("登记日期"))
    stated_on = models.DateField(_("本人表示参加日期"), null=True, blank=True)
    since = models.DateField(_("居住或工作开始日期"), null=True, blank=True)
    applied_on = models.DateField(_("本人申请日期"), null=True, blank=True)
    agreed_on = models.DateField(_("会议同意或确认日期"), null=True, blank=True)
    speaks_for_household = models.BooleanField(_("户代表"), default=False)
    is_representative = models.BooleanField(_("居民代表"), default=False)
    struck_on = models.DateField(_("除名日期"), null=True, blank=True)
    struck_reason = models.CharField(_("除名原因"), max_length=200, blank=True)

    not_personal = (
        *("election", "round", "body", "number", "resident", "kind", "registered_on", "stated_on", "since"),
        *("applied_on", "agreed_on", "speaks_for_household", "is_representative", "struck_on", "struck_reason"),
    )

    class Meta(Record.Meta):
        verbose_name = _("选民")
        verbose_name_plural = _("选民")
        ordering = ["election_id", "number"]
        indexes = [
            *Record.Meta.indexes,
            # The city's question "is this person on another list of the round?" is answered by this index alone.
            models.Index(
                fields=["id_fingerprint", "round"],
                name="voter_once_in_the_city",
                condition=Q(struck_on=None, id_fingerprint__isnull=False),
                include=["body", "division", "election"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                name="voter_number_once",
                violation_error_message=_("这个选民编号已经用过。"),
            ),
            models.UniqueConstraint(
                fields=["id_fingerprint", "round"],
                name="voter_one_village",
                condition=Q(struck_on=None, body=Kind.VILLAGERS, id_fingerprint__isnull=False),
                violation_error_message=_(
                    "此人已在别的村登记参加本届选举，不得重复登记（依据《村民委员会组织法》第十六条）。"
                ),
            ),
            in_order("voter_struck_order", "registered_on", "struck_on", _("除名日期不能早于登记日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def __repr__(self) -> str:
        return f"<Voter {self.pk}>"


class Teller(Record):
    """Somebody who counts, watches or calls the votes, on the list of voters or sent from elsewhere."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="tellers", verbose_name=_("换届选举"))
    voter = models.ForeignKey(
        Voter, models.PROTECT, null=True, blank=True, related_name="tellings", verbose_name=_("选民")
    )
    name = declared(models.CharField(_("姓名"), max_length=100), personal=personal.STANDING_NAME)
    role = models.CharField(_("分工"), max_length=10, choices=TellerRole)
    approved_on = models.DateField(_("通过日期"))
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    left_reason = models.CharField(_("退出原因"), max_length=200, blank=True)

    not_personal = ("election", "voter", "role", "approved_on", "left_on", "left_reason")

    class Meta(Record.Meta):
        verbose_name = _("计票工作人员")
        verbose_name_plural = _("计票工作人员")
        ordering = ["election_id", "left_on", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                condition=Q(left_on=None),
                name="teller_once",
                violation_error_message=_("此人已是本次选举的计票工作人员；同名的请在姓名后加注区别。"),
            ),
            in_order("teller_left_order", "approved_on", "left_on", _("退出日期不能早于通过日期。")),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{self.name}"


class Objection(Record):
    """Somebody says that the list is wrong. The election committee decides within three days and posts what it decided."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="objections", verbose_name=_("换届选举"))
    raised_by_name = declared(models.CharField(_("申诉人"), max_length=40), personal=personal.HEARD)
    text = declared(models.CharField(_("异议内容"), max_length=400), personal=personal.HEARD)
    raised_on = models.DateField(_("提出日期"))
    due_on = models.DateField(_("处理期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    decision = models.CharField(_("处理决定"), max_length=400, blank=True)
    decided_on = models.DateField(_("处理日期"), null=True, blank=True)

    not_personal = ("election", "raised_on", "due_on", "state", "decision", "decided_on")

    class Meta(Record.Meta):
        verbose_name = _("名单异议")
        verbose_name_plural = _("名单异议")
        ordering = ["election_id", "raised_on", "id"]
        constraints = [
            in_order("objection_order", "raised_on", "decided_on", _("处理日期不能早于提出日期。")),
            models.CheckConstraint(
                name="objection_decided_pair",
                condition=Q(decided_on=None, decision="") | (Q(decided_on__isnull=False) & ~Q(decision="")),
                violation_error_message=_("处理决定与处理日期应同时填写。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} {self.raised_on}"

    @property
    def gist(self) -> str:
        """For whoever decides on it; to-dos and logs show no name."""
        return f"{self.raised_by_name}：{self.text[:20]}"

    def get_absolute_url(self) -> str:
        return self.election.get_absolute_url()


class Proxy(Record):
    """One voter asks another, in writing, to hand in the ballot. Posted before the election day."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="proxies", verbose_name=_("换届选举"))
    principal = models.ForeignKey(Voter, models.PROTECT, related_name="given_proxies", verbose_name=_("委托人"))
    agent = models.ForeignKey(Voter, models.PROTECT, related_name="held_proxies", verbose_name=_("受托人"))
    is_kin = models.BooleanField(_("近亲属"), default=False)
    written_on = models.DateField(_("书面委托日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("委托投票")
        verbose_name_plural = _("委托投票")
        ordering = ["election_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["principal"],
                condition=Q(withdrawn_on=None),
                name="proxy_once",
                violation_error_message=_("这位选民已经委托他人投票。"),
            ),
            models.CheckConstraint(
                name="proxy_for_another",
                condition=~Q(principal=F("agent")),
                violation_error_message=_("委托人和受托人是同一个人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal.name} → {self.agent.name}"
