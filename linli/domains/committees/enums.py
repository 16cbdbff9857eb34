from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a self-governing organisation is. Not the kind of place: a village committee may stand in a town centre."""

    VILLAGERS = "villagers", _("村民委员会")
    RESIDENTS = "residents", _("居民委员会")


class CaseKind(TextChoices):
    """What a certificate case is about."""

    ISSUE = "issue", _("首次发证")
    CHANGE = "change", _("证书变更")
    RENEW = "renew", _("到期换证")
    REISSUE = "reissue", _("遗失补发")
    WITHDRAW = "withdraw", _("收回证书")
    MERGE = "merge", _("撤并注销")


ISSUING = (CaseKind.ISSUE, CaseKind.CHANGE, CaseKind.RENEW, CaseKind.REISSUE)
ENDING = (CaseKind.WITHDRAW, CaseKind.MERGE)


class CaseState(TextChoices):
    OPEN = "open", _("待提交材料")
    SUBMITTED = "submitted", _("待审核")
    DONE = "done", _("已办结")
    CANCELLED = "cancelled", _("已终止")


class Ending(TextChoices):
    """Why a certificate no longer holds. None: it does, or its time is over."""

    NONE = "", _("没有失效")
    REPLACED = "replaced", _("已换发新证")
    LOST = "lost", _("遗失，声明作废")
    WITHDRAWN = "withdrawn", _("已收回")


class Role(TextChoices):
    HEAD = "head", _("主任")
    DEPUTY = "deputy", _("副主任")
    MEMBER = "member", _("委员")
    LEADER = "leader", _("小组长")


class BodyKind(TextChoices):
    """The sub-committees that the laws name, the supervision committee, and groups.

    Source: 村民委员会组织法 2026-01-01 §9, §37; 城市居民委员会组织法 2026-01-01 §9, §13, §36.
    """

    MEDIATION = "mediation", _("人民调解委员会")
    SECURITY = "security", _("治安保卫委员会")
    HEALTH = "health", _("公共卫生委员会")
    SURROUNDINGS = "surroundings", _("人居环境委员会、环境和物业管理委员会")
    ELDERS = "elders", _("老年人和妇女儿童工作委员会")
    SUPERVISION = "supervision", _("村（居）务监督委员会")
    GROUP = "group", _("村（居）民小组")
    OTHER = "other", _("其他下属委员会")


class DifferenceKind(TextChoices):
    """How an entry of one register differs from that of another."""

    ONLY_HERE = "only_here", _("只在本系统")
    ONLY_THERE = "only_there", _("只在国家系统")
    NAME = "name", _("名称不同")
    CODE = "code", _("代码不同")
    HEAD = "head", _("法定代表人不同")
