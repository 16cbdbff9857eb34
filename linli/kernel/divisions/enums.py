"""The words in which a change of the tree is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeKind(TextChoices):
    """What happened to a place, the weightiest fact first; the reasons of a change name the others."""

    MOVED_COUNTY = "moved_county", _("划入另一县（区）")
    MOVED_TOWNSHIP = "moved_township", _("划入另一乡镇（街道）")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("拆分")
    TO_RESIDENTS = "to_residents", _("村改居")
    TO_TOWN = "to_town", _("乡改镇、改街道")
    RECODED = "recoded", _("代码变更")
    FOLLOWS = "follows", _("随上级变更代码")
    RENAMED = "renamed", _("更名")
    SUFFIX = "suffix", _("仅名称后缀变化")
    RECLASSED = "reclassed", _("类别变化")
    NEW = "new", _("新设")
    GONE = "gone", _("撤销")


class Certainty(TextChoices):
    CERTAIN = "certain", _("可以确定")
    TO_CONFIRM = "to_confirm", _("待确认")


class Verdict(TextChoices):
    """What a person decided about a change that was not certain."""

    NONE = "", _("未确认")
    ACCEPTED = "accepted", _("同意")
    ELSEWHERE = "elsewhere", _("由另一区划承接")
    SEPARATE = "separate", _("不是同一处")
    KEPT = "kept", _("保留原区划")


class SetState(TextChoices):
    DRAFT = "draft", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    APPLIED = "applied", _("已生效")
    DISCARDED = "discarded", _("已作废")
