"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "grid.view"
    EDIT = "grid.edit"
    ASSESS = "grid.assess"


LABELS = {
    Permission.VIEW: _("查看综治中心与网格员"),
    Permission.EDIT: _("登记和更正综治中心与网格员"),
    Permission.ASSESS: _("评估和撤销综治中心"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内综治中心、网格员的登记簿、详情和修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正综治中心和网格员的到岗离岗，导入工作簿。不含评估。"),
    Permission.ASSESS: _("登记对综治中心“五有”的评估，或撤销评估。决定规范化达标率，由县级以上办理。"),
}

declare("grid", LABELS, DESCRIPTIONS)
