"""What may be consulted on, by whom it is organised, and how one voice is counted once."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from linli.domains.consultation.enums import Bar, Reach
from linli.kernel.rulesets.faults import Fault

NEW = date(2026, 1, 1)
_POLICY = "《关于加强城乡社区协商的意见》（2015年）"
_INSTEAD = {
    Bar.ILLEGAL: _lazy("请不要列入协商；对法律法规有疑问的，请向司法所咨询。"),
    Bar.BEYOND_POWERS: _lazy("请报乡镇（街道）或者有关部门办理，并把答复告诉提出人。"),
    Bar.FOR_MEETING: _lazy("请提请召集村（居）民会议或者代表会议决定；协商可以先征求意见，不能代替决定。"),
    Bar.PERSONAL_RIGHTS: _lazy("请不要列入协商；权利受侵害的，可以申请调解或者提起诉讼。"),
}


def article_of(bar: str, *, is_village: bool, on: date) -> str:
    """By what a matter is kept from consultation on a day: since 2026 by law, which says what is consulted on; before, by policy.

    Source: 村民委员会组织法 2026-01-01 §28, §33; 城市居民委员会组织法 2026-01-01 §32; 关于加强城乡社区协商的意见 2015.
    """
    if on < NEW:
        return _POLICY
    if not is_village:
        return f"《城市居民委员会组织法》第三十二条，{_POLICY}"
    return f"《村民委员会组织法》第{'二十八' if bar == Bar.FOR_MEETING else '三十三'}条，{_POLICY}"


def topic_faults(bar: str, *, is_village: bool, on: date) -> list[Fault]:
    """Why a matter may not be consulted on, with the article of the day; empty where nothing stands against it.

    Source: 村民委员会组织法 2026-01-01 §28, §33; 城市居民委员会组织法 2026-01-01 §32; 关于加强城乡社区协商的意见 2015.
    """
    if bar == Bar.NONE:
        return []
    words = {"bar": Bar(bar).label, "basis": article_of(bar, is_village=is_village, on=on)}
    return [Fault(_("这个议题不得协商：%(bar)s（依据%(basis)s）。") % words, str(_INSTEAD[Bar(bar)]), "bar")]


def is_for_township(reach: str, communities_count: int) -> bool:
    """What concerns more than one village or community is organised by the township or street.

    Source: 关于加强城乡社区协商的意见 2015 (跨行政村、跨社区的重要事项由乡镇、街道组织).
    """
    return reach == Reach.BEYOND or communities_count > 1


def conclusion_faults(*, participants: int, opinions: int) -> list[Fault]:
    """A conclusion rests on a session: two took part at least, and an opinion was written down.

    Source: 关于加强城乡社区协商的意见 2015 (各类主体充分发表意见建议，形成协商意见).
    """
    found = []
    if participants < 2:
        found.append(Fault(_("签到的只有%(count)d人，不能形成结论。") % {"count": participants}, _("请先登记签到。")))
    if opinions < 1:
        found.append(Fault(_("还没有记录一条意见，不能形成结论。"), _("请先逐条登记意见。")))
    return found


def implemented_rate(done: Sequence[bool]) -> Fraction | None:
    """Duties done among duties given out, exactly; None of none.

    Source: 村民委员会组织法 2026-01-01 §33; 城市居民委员会组织法 2026-01-01 §32 (协商结果及时实施).
    """
    return Fraction(sum(done), len(done)) if done else None
