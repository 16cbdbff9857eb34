from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# What is published is published by a committee of one of the two kinds; the codes are stated once, there.
from linli.domains.committees.enums import Kind

__all__ = ["CardList", "Category", "ItemState", "Kind", "Outcome", "QuestionState", "Rhythm", "RunState", "State"]


class Rhythm(TextChoices):
    """How often something is to be made public."""

    AT_ONCE = "at_once", _("随时")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class Category(TextChoices):
    """The classes of a catalogue of disclosure. Source: 村民委员会组织法 2026-01-01 §35; 城市居民委员会组织法 2026-01-01 §34."""

    MEETING = "meeting", _("会议决定事项及实施")
    FUNDS = "funds", _("拨付和捐赠资金物资")
    FINANCE = "finance", _("集体财务收支")
    FACILITIES = "facilities", _("设施管理使用")
    SERVICES = "services", _("社区服务项目")
    GOVERNMENT = "government", _("协助政府工作")
    CONSULTATION = "consultation", _("协商事项及落实")
    OTHER = "other", _("其他")


class ItemState(TextChoices):
    LISTED = "listed", _("在目录中")
    CLOSED = "closed", _("已移出目录")


class State(TextChoices):
    """The way of one posting. A changed text is a new posting that replaces the one before."""

    DRAFT = "draft", _("拟稿")
    SIGNED = "signed", _("监督委员会已审核")
    POSTED = "posted", _("公布中")
    REPLACED = "replaced", _("已被新版本替换")
    TAKEN_DOWN = "taken_down", _("公布期满已撤下")
    WITHDRAWN = "withdrawn", _("提前撤下（违规）")
    DROPPED = "dropped", _("不予公布")


class QuestionState(TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    REFERRED = "referred", _("乡镇（街道）调查中")
    SETTLED = "settled", _("已办结")


class Outcome(TextChoices):
    """What became of a resident's question."""

    EXPLAINED = "explained", _("已说明，公布内容属实")
    CORRECTED = "corrected", _("已更正并重新公布")
    ORDERED = "ordered", _("责令依法公布")
    UNFOUNDED = "unfounded", _("经查不属实")
    NOT_DISCLOSED = "not_disclosed", _("依法不予公开，理由见答复")


class CardList(TextChoices):
    SMALL_POWERS = "small_powers", _("小微权力清单")
    DUTIES = "duties", _("权责清单")


class RunState(TextChoices):
    RUNNING = "running", _("办理中")
    DONE = "done", _("已办结")
    STOPPED = "stopped", _("已终止")
