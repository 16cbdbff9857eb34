"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "funds.view"
    EDIT = "funds.edit"


LABELS = {
    Permission.VIEW: _("查看专项资金"),
    Permission.EDIT: _("登记和更正专项资金"),
}
