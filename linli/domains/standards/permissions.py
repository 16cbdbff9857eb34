"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "standards.view"
    EDIT = "standards.edit"
    CERTIFY = "standards.certify"


LABELS = {
    Permission.VIEW: _("查看规范化建设"),
    Permission.EDIT: _("登记和更正规范化建设"),
    Permission.CERTIFY: _("认定和撤销规范化社区"),
}
