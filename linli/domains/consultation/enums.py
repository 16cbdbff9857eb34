from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """What a consultation is about."""

    ENVIRONMENT = "environment", _("环境卫生")
    PROPERTY = "property", _("物业管理")
    FACILITIES = "facilities", _("公共设施")
    SAFETY = "safety", _("平安建设")
    WELFARE = "welfare", _("民生服务")
    OTHER = "other", _("其他")


class Source(TextChoices):
    """Who brought a topic."""

    PARTY = "party", _("党组织")
    COMMITTEE = "committee", _("村（居）民委员会")
    RESIDENTS = "residents", _("居民")
    GOVERNMENT = "government", _("基层政府")
    UNIT = "unit", _("驻区单位、社会组织、业委会、物业")


class Reach(TextChoices):
    """How far a topic reaches; what reaches beyond one community is organised by the township."""

    BUILDING = "building", _("楼院")
    ESTATE = "estate", _("小区")
    GROUP = "group", _("小组")
    COMMUNITY = "community", _("村（社区）")
    BEYOND = "beyond", _("跨村（社区）")


class Urgency(TextChoices):
    USUAL = "usual", _("一般")
    URGENT = "urgent", _("紧急")


class Bar(TextChoices):
    """Why a matter may not be settled by consultation."""

    NONE = "", _("没有不得协商的情形")
    ILLEGAL = "illegal", _("违反法律法规或者政策")
    BEYOND_POWERS = "beyond_powers", _("超出村（居）民自治范围，属于政府或者司法机关职权")
    FOR_MEETING = "for_meeting", _("法律规定须经村（居）民会议决定")
    PERSONAL_RIGHTS = "personal_rights", _("侵犯他人的人身权利、民主权利或者合法财产权利")


class Stance(TextChoices):
    """What an opinion that came online says of the topic."""

    SUPPORT = "support", _("赞成")
    AGAINST = "against", _("不赞成")
    OTHER = "other", _("其他意见")


class Ballot(TextChoices):
    """How an advisory vote is held. It is announced with the notice and cannot be changed afterwards."""

    NONE = "", _("不进行意向表决")
    OPEN = "open", _("公开（记名）")
    SECRET = "secret", _("秘密（无记名）")


class TopicState(TextChoices):
    """The way of a topic."""

    RAISED = "raised", _("已提出")
    REVIEWED = "reviewed", _("党组织已预审")
    REFUSED = "refused", _("不列入协商")
    REFERRED = "referred", _("转乡镇（街道）组织")
    NOTIFIED = "notified", _("已通报")
    CONCLUDED = "concluded", _("已形成结论")
    POSTED = "posted", _("结论已公示")
    DONE = "done", _("已落实并反馈")
