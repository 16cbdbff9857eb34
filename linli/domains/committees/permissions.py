"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "committees.view"
    EDIT = "committees.edit"
    CERTIFY = "committees.certify"


LABELS = {
    Permission.VIEW: _("查看村（居）民委员会"),
    Permission.EDIT: _("登记和更正村（居）民委员会"),
    Permission.CERTIFY: _("发放和收回证书"),
}
