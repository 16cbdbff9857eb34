"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "workforce.view"
    EDIT = "workforce.edit"


LABELS = {
    Permission.VIEW: _("查看社会工作者职业资格"),
    Permission.EDIT: _("登记和更正社会工作者职业资格"),
}
