"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "elections.view"
    EDIT = "elections.edit"
    COMPLETE = "elections.complete"


LABELS = {
    Permission.VIEW: _("查看换届选举"),
    Permission.EDIT: _("登记和更正换届选举"),
    Permission.COMPLETE: _("登记换届完成"),
}
