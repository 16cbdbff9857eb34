"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "workforce.view"
    EDIT = "workforce.edit"


LABELS = {
    Permission.VIEW: _("查看社会工作者职业资格"),
    Permission.EDIT: _("登记和更正社会工作者职业资格"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内社会工作者职业资格的登记簿、详情和修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正社会工作者的职业资格和登记失效，导入工作簿。"),
}

declare("workforce", LABELS, DESCRIPTIONS)
