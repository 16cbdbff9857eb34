from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# An election is of the same kind as the committee that it elects; the codes are stated once, there.
from linli.domains.committees.enums import Kind

__all__ = [
    "BallotKind",
    "ComplaintState",
    "Ground",
    "Kind",
    "LeavingKind",
    "LeavingState",
    "Mode",
    "Nominator",
    "ObjectionState",
    "Office",
    "RegistrationKind",
    "Relation",
    "Schooling",
    "Sex",
    "State",
    "TellerRole",
]


class State(TextChoices):
    """The way of an election. `registered` also holds those of the past, of which only the outcome is on record."""

    REGISTERED = "registered", _("已登记")
    PLANNED = "planned", _("已定方案")
    COMMITTEE = "committee", _("选举委员会已产生")
    REGISTRATION = "registration", _("选民登记")
    LISTED = "listed", _("选民名单已公布")
    NOMINATION = "nomination", _("提名候选人")
    REVIEW = "review", _("候选人联审")
    CANDIDATES = "candidates", _("候选人名单已公布")
    POLLING = "polling", _("投票")
    COUNTING = "counting", _("计票")
    RESULT = "result", _("结果已公布")
    HANDED_OVER = "handed_over", _("工作已移交")
    ARCHIVED = "archived", _("已归档")
    ANNULLED = "annulled", _("已宣布无效")


class Mode(TextChoices):
    """Who votes. It decides what a majority is a majority of."""

    ALL = "all", _("全体有选举权的村（居）民")
    HOUSEHOLDS = "households", _("每户派代表")
    REPRESENTATIVES = "representatives", _("居民代表")


class RegistrationKind(TextChoices):
    """By which of the law's kinds a person is registered: the first three in villages, the others in communities."""

    LIVES = "lives", _("户籍在本村并在本村居住")
    AWAY = "away", _("户籍在本村不在本村居住，本人表示参加")
    JOINED = "joined", _("户籍不在本村，居住或从事村务工作一年以上")
    HOME = "home", _("户籍在本社区")
    RESIDING = "residing", _("户籍不在本社区，在本社区常住")
    WORKER = "worker", _("户籍不在本社区，在本社区工作六个月以上的社区工作者")


class Office(TextChoices):
    HEAD = "head", _("主任")
    DEPUTY = "deputy", _("副主任")
    MEMBER = "member", _("委员")


class Nominator(TextChoices):
    PARTY = "party", _("村（社区）党组织")
    VOTERS = "voters", _("选民")
    HOUSEHOLDS = "households", _("户代表")
    WRITE_IN = "write_in", _("选票上另选")


class Relation(TextChoices):
    """Near relatives. Source: 民法典 2021-01-01 §1045."""

    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母、子女")
    SIBLING = "sibling", _("兄弟姐妹")
    GRANDPARENT = "grandparent", _("祖父母、外祖父母、孙子女、外孙子女")


class Ground(TextChoices):
    """What bars a person from candidacy. Source: 村民委员会组织法 2026-01-01 §18; 城市居民委员会组织法 2026-01-01 §18."""

    NONE = "", _("没有不得作为候选人的情形")
    EXPELLED = "expelled", _("被开除中国共产党党籍")
    CONVICTED = "convicted", _("因犯罪受过刑事处罚")
    GANG = "gang", _("利用宗族或者黑恶势力从事非法活动")
    CULT = "cult", _("组织或者参加非法宗教活动或者邪教活动")


class BallotKind(TextChoices):
    FIRST = "first", _("首次投票")
    TIE = "tie", _("得票相等再次投票")
    RUN_OFF = "run_off", _("另行选举")
    REPEAT = "repeat", _("选举无效后重新投票")


class LeavingKind(TextChoices):
    RESIGNATION = "resignation", _("辞职")
    RECALL = "recall", _("罢免")
    INCAPACITY = "incapacity", _("丧失行为能力")
    SENTENCED = "sentenced", _("被判处刑罚")
    APPRAISAL = "appraisal", _("连续两次被评议不称职")
    DIED = "died", _("死亡")


class TellerRole(TextChoices):
    COUNTER = "counter", _("计票人")
    WATCHER = "watcher", _("监票人")
    CALLER = "caller", _("唱票人")


class LeavingState(TextChoices):
    OPEN = "open", _("待会议决定")
    DECIDED = "decided", _("已有结果")
    ANNOUNCED = "announced", _("已公告")


class ObjectionState(TextChoices):
    OPEN = "open", _("待处理")
    DECIDED = "decided", _("已处理")


class ComplaintState(TextChoices):
    OPEN = "open", _("调查中")
    UPHELD = "upheld", _("属实")
    DISMISSED = "dismissed", _("不属实")


class Sex(TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")


class Schooling(TextChoices):
    PRIMARY = "primary", _("小学及以下")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中（中专）")
    COLLEGE = "college", _("大专")
    BACHELOR = "bachelor", _("本科及以上")
