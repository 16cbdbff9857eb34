"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "consultation.view"
    EDIT = "consultation.edit"
    REVIEW = "consultation.review"
    ISSUE = "consultation.issue"


LABELS = {
    Permission.VIEW: _("查看社区协商"),
    Permission.EDIT: _("登记和更正社区协商"),
    Permission.REVIEW: _("协商议题预审"),
    Permission.ISSUE: _("核对居民身份、制发参与码"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内社区协商的议事记录和协商问题，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正协商议事和协商出的问题，登记问题解决，导入工作簿。"),
    Permission.REVIEW: _("代表村（社区）党组织对协商议题预审：列入协商、转乡镇（街道）组织，或者写明法定情形不列入。"),
    Permission.ISSUE: _(
        "核对居民身份后制发网上参与的一次性参与码：为全社区成年居民成批打印，或者当面核对证件后补发一个，原码作废。"
    ),
}

declare("consultation", LABELS, DESCRIPTIONS)
