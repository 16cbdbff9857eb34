from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("已受理")
    VERIFYING = "verifying", _("核实中")
    VERIFIED = "verified", _("待审批")
    ISSUED = "issued", _("已出具")
    PROMISED = "promised", _("以告知承诺代替")
    REFUSED = "refused", _("不予出具")
    WITHDRAWN = "withdrawn", _("已撤回")


class Handling(TextChoices):
    """How an item of the list is handled."""

    ON_SPOT = "on_spot", _("当场办结")
    VERIFIED = "verified", _("核实后出具")
    CONSULTED = "consulted", _("经居民协商同意后出具")


class Refusal(TextChoices):
    """Why nothing is issued."""

    NONE = "", _("没有拒绝")
    NEGATIVE = "negative", _("列入不应出具清单")
    UNLISTED = "unlisted", _("不在可以出具的清单上")
    UNPROVEN = "unproven", _("核实不符或者无法核实")


class Negative(TextChoices):
    """What a committee must not be asked to certify.

    Source: 关于改进和规范基层群众性自治组织出具证明工作的指导意见（民发〔2020〕20号） 附件.
    """

    NONE = "", _("不在不应出具清单上")
    KINSHIP = "01", _("亲属关系证明")
    IDENTITY = "02", _("居民身份信息证明")
    REGISTER_CHANGE = "03", _("户口登记项目内容变更申请证明")
    DOG = "04", _("居民养犬证明")
    NO_CRIME = "05", _("无犯罪记录证明")
    DRUG_RECOVERY = "06", _("社区戒毒社区康复人员情况证明")
    MISSING = "07", _("人员失踪证明")
    MARRIAGE = "08", _("婚姻状况证明")
    BIRTH = "09", _("出生证明")
    ALIVE = "10", _("健在证明")
    DEATH = "11", _("死亡证明")
    ILLNESS = "12", _("疾病状况证明")
    DISABILITY = "13", _("残疾状况证明")
    CHILDBEARING = "14", _("婚育状况证明")
    EMPLOYMENT = "15", _("居民就业状况证明")
    PERSONNEL_FILE = "16", _("居民个人档案证明")
    PROPERTY = "17", _("居民财产证明")
    INHERITANCE = "18", _("遗产继承权证明")
    PREMISES = "19", _("市场主体住所证明")
    LOST_PAPER = "20", _("证件遗失证明")
