"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "coordination.view"
    EDIT = "coordination.edit"
    COMPLETE = "coordination.complete"


LABELS = {
    Permission.VIEW: _("查看统筹协调"),
    Permission.EDIT: _("登记和更正统筹协调"),
    Permission.COMPLETE: _("登记台账任务完成"),
}
