"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "coordination.view"
    EDIT = "coordination.edit"
    COMPLETE = "coordination.complete"


LABELS = {
    Permission.VIEW: _("查看统筹协调"),
    Permission.EDIT: _("登记和更正统筹协调"),
    Permission.COMPLETE: _("登记台账任务完成"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内领导小组、专班、成员单位和任务台账，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正领导小组、专班、成员单位和台账任务，导入工作簿。不含登记任务完成。"),
    Permission.COMPLETE: _("把台账任务登记为完成，进入任务完成率。由牵头单位办理。"),
}

declare("coordination", LABELS, DESCRIPTIONS)
