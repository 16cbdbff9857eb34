"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "funds.view"
    EDIT = "funds.edit"


LABELS = {
    Permission.VIEW: _("查看专项资金"),
    Permission.EDIT: _("登记和更正专项资金"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内资金拨付、社区奖补和资金预算的登记簿、详情、修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正资金拨付、社区奖补和预算，导入工作簿。金额进入资金类指标。"),
}

declare("funds", LABELS, DESCRIPTIONS)
