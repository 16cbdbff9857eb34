"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "committees.view"
    EDIT = "committees.edit"
    CERTIFY = "committees.certify"


LABELS = {
    Permission.VIEW: _("查看村（居）民委员会"),
    Permission.EDIT: _("登记和更正村（居）民委员会"),
    Permission.CERTIFY: _("发放和收回证书"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内村（居）民委员会的登记簿、证书情况和修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正村（居）民委员会和赋码情况，导入工作簿。不含发证和收回证书。"),
    Permission.CERTIFY: _("给村（居）民委员会发放统一社会信用代码证书，或收回证书。由县级以上民政部门办理。"),
}

declare("committees", LABELS, DESCRIPTIONS)
