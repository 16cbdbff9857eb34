"""The registry of tags and of groups that are cared for. A mark on a person without a law behind it does not exist."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


@dataclass(frozen=True)
class Kind:
    """`aliases` are other words for it in rosters. `from_age` makes a person a member by age alone."""

    code: str
    name: Words
    purpose: Words
    law: Words
    aliases: tuple[str, ...] = ()
    from_age: int | None = None


CARES = (
    Kind(
        "living_alone",
        _("独居老人"),
        _("定期探访、紧急联络"),
        _("《老年人权益保障法》第七条第三款"),
        ("独居", "空巢老人", "空巢"),
    ),
    Kind("disabled", _("残疾人"), _("做好所属范围内的残疾人工作"), _("《残疾人保障法》第七条"), ("残疾",)),
    Kind(
        "child_in_need",
        _("困境儿童"),
        _("建立信息档案并给予关爱帮扶"),
        _("《未成年人保护法》第四十三条"),
        ("困境未成年人", "事实无人抚养儿童", "孤儿"),
    ),
    Kind(
        "child_left_behind",
        _("留守儿童"),
        _("建立信息档案并给予关爱帮扶"),
        _("《未成年人保护法》第四十三条"),
        ("留守未成年人", "农村留守儿童"),
    ),
    Kind(
        "subsistence",
        _("低保对象"),
        _("协助做好社会救助工作"),
        _("《社会救助暂行办法》第四条第二款"),
        ("低保", "低保户", "最低生活保障对象"),
    ),
    Kind(
        "destitute",
        _("特困人员"),
        _("协助做好社会救助工作"),
        _("《社会救助暂行办法》第四条第二款"),
        ("特困", "五保", "特困供养人员"),
    ),
    Kind(
        "aged_60",
        _("60岁以上老人"),
        _("优待政策的告知和为老服务"),
        _("《老年人权益保障法》第二条、第七条第三款"),
        ("老年人", "60岁以上"),
        from_age=60,
    ),
    Kind(
        "aged_80",
        _("高龄老人"),
        _("高龄津贴的告知和协助申领"),
        _("《老年人权益保障法》第三十三条"),
        ("高龄", "80岁以上老人"),
        from_age=80,
    ),
)
TAGS = (
    Kind(
        "party_member",
        _("中共党员"),
        _("在职党员到社区报到、组织党员活动"),
        _("《个人信息保护法》第十三条第一款第一项"),
        ("党员",),
    ),
    Kind(
        "veteran",
        _("退役军人"),
        _("优待政策的告知"),
        _("《退役军人保障法》第六章（抚恤优待）"),
        ("退伍军人", "优抚对象"),
    ),
    Kind("volunteer", _("志愿者"), _("组织志愿服务"), _("《志愿服务条例》第十九条"), ()),
    Kind("deputy", _("居民代表"), _("召集居民代表会议"), _("《城市居民委员会组织法》第二十八条"), ("村民代表",)),
)
CARE_CHOICES = [(kind.code, kind.name) for kind in CARES]
TAG_CHOICES = [(kind.code, kind.name) for kind in TAGS]


def kind_named(word: str) -> Kind | None:
    """The tag or group that a roster means by a word; None for one that has no lawful purpose here."""
    wanted = word.strip()
    return next((kind for kind in (*CARES, *TAGS) if wanted == str(kind.name) or wanted in kind.aliases), None)


def kind_of(code: str) -> Kind:
    return next(kind for kind in (*CARES, *TAGS) if kind.code == code)
