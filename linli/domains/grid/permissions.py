"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "grid.view"
    EDIT = "grid.edit"
    ASSESS = "grid.assess"


LABELS = {
    Permission.VIEW: _("查看综治中心与网格员"),
    Permission.EDIT: _("登记和更正综治中心与网格员"),
    Permission.ASSESS: _("评估和撤销综治中心"),
}
