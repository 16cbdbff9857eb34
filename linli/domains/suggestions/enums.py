from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a deputy's suggestion stands. A returned one is registered again, so 退件 is a deed, not a state."""

    REGISTERED = "registered", _("已登记")
    ASSIGNED = "assigned", _("已交办")
    IN_HAND = "in_hand", _("办理中")
    DRAFTED = "drafted", _("已拟稿")
    REVIEWED = "reviewed", _("已审核")
    ANSWERED = "answered", _("已答复（已签发）")
    DELIVERED = "delivered", _("已送达")
    REDO = "redo", _("再次办理")
    ASSESSED = "assessed", _("已评估")
    CLOSED = "closed", _("已办结")


class AssignmentRole(TextChoices):
    """A unit's part. Lead and assist give one answer together; units that answer separately give one each.

    Source: 河南省人大代表建议办理办法 2017 §13, §18.
    """

    LEAD = "lead", _("主办")
    ASSIST = "assist", _("协办")
    SEPARATE = "separate", _("分办")


class Satisfaction(TextChoices):
    """What the deputy says of an answer. Dissatisfied needs a reason."""

    SATISFIED = "satisfied", _("满意")
    MOSTLY = "mostly", _("基本满意")
    DISSATISFIED = "dissatisfied", _("不满意")


class Outcome(TextChoices):
    """The five ways in which a question can be dealt with.

    Source: 河南省人大代表建议办理办法 2017 §19.
    """

    SOLVED = "solved", _("已经解决")
    SOLVING = "solving", _("有条件解决，尽快解决")
    PLANNED = "planned", _("列入计划或者规划，逐步解决")
    EXPLAINED = "explained", _("不能解决，说明原因")
    REFERRED_UP = "referred_up", _("属上级职权，向上级反映")


class ResultCategory(TextChoices):
    """The letter put on an answer. A custom, not a law: cities divide differently, and an answer may carry none."""

    A = "A", _("A类：已经解决或者基本解决")
    B = "B", _("B类：正在解决或者已经启动")
    C = "C", _("C类：列入规划逐步解决")
    D = "D", _("D类：留作参考或者需要解释")
