from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IdKind(TextChoices):
    """Which document proves who a person is. Some have none, and are registered all the same."""

    IDENTITY_CARD = "identity_card", _("居民身份证")
    RESIDENCE_PERMIT = "residence_permit", _("港澳台居民居住证")
    PASSPORT = "passport", _("护照")
    HK_MACAO_PASS = "hk_macao_pass", _("港澳居民来往内地通行证")
    TAIWAN_PASS = "taiwan_pass", _("台湾居民来往大陆通行证")
    FOREIGN_PERMANENT = "foreign_permanent", _("外国人永久居留身份证")
    BIRTH_CERTIFICATE = "birth_certificate", _("出生医学证明")
    NONE = "none", _("无证件")


class Sex(TextChoices):
    """Source: GB/T 2261.1-2003."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class ResidentKind(TextChoices):
    """By which right a person lives here; 人员类型 of the roster."""

    PERMANENT = "permanent", _("常住人口")
    FLOATING = "floating", _("流动人口")
    OVERSEAS = "overseas", _("境外人员")


class Relation(TextChoices):
    """To the head of the household. Source: GB/T 4761-2008, first digit; a tenant is no member of the family."""

    HEAD = "head", _("户主")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    CHILD_IN_LAW = "child_in_law", _("子女的配偶")
    GRANDCHILD = "grandchild", _("孙子女或外孙子女")
    PARENT = "parent", _("父母")
    GRANDPARENT = "grandparent", _("祖父母或外祖父母")
    SIBLING = "sibling", _("兄弟姐妹")
    TENANT = "tenant", _("租户")
    OTHER = "other", _("其他")


class Marriage(TextChoices):
    """Source: GB/T 2261.2-2003, in the words of the roster."""

    SINGLE = "single", _("未婚")
    MARRIED = "married", _("已婚")
    WIDOWED = "widowed", _("丧偶")
    DIVORCED = "divorced", _("离异")


class HouseholdKind(TextChoices):
    """Source: 全国人口普查条例 2010 §13: 家庭户 live as a family, 集体户 do not."""

    FAMILY = "family", _("家庭户")
    COLLECTIVE = "collective", _("集体户")


class Joined(TextChoices):
    """How a file began here."""

    SURVEYED = "surveyed", _("入户登记")
    BORN = "born", _("出生")
    MOVED_IN = "moved_in", _("迁入")
    TRANSFERRED = "transferred", _("市内转入")


class Left(TextChoices):
    """Why a file ended here."""

    MOVED_OUT = "moved_out", _("迁出")
    TRANSFERRED = "transferred", _("市内转出")
    DIED = "died", _("死亡")
    MERGED = "merged", _("重复档案并入")


class TagSource(TextChoices):
    PERSON = "person", _("人工登记")
    RULE = "rule", _("按规则认定")


class TransferState(TextChoices):
    REQUESTED = "requested", _("等待对方确认")
    ACCEPTED = "accepted", _("已同意转出")
    REFUSED = "refused", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")


class Right(TextChoices):
    """What a person may ask about their own data. Source: 个人信息保护法 §44–47."""

    COPY = "copy", _("查阅、复制")
    CORRECT = "correct", _("更正、补充")
    RESTRICT = "restrict", _("限制处理")
    LIFT = "lift", _("解除限制")
    ERASE = "erase", _("删除")


class Applicant(TextChoices):
    """Who may ask. Source: 个人信息保护法 §31（监护人）, §49（逝者近亲属）."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")
    AGENT = "agent", _("受托人")
    KIN = "kin", _("逝者近亲属")
