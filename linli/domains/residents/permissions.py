"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    VIEW = "residents.view"
    EDIT = "residents.edit"
    REVEAL = "residents.reveal"
    RIGHTS = "residents.rights"
    TRANSFER = "residents.transfer"


LABELS = {
    Permission.VIEW: _("查看居民档案（证件号码和电话脱敏）"),
    Permission.EDIT: _("登记和更正居民档案"),
    Permission.REVEAL: _("写明理由后查看证件号码和电话原文"),
    Permission.RIGHTS: _("办理居民本人的查阅、更正、限制处理和删除请求"),
    Permission.TRANSFER: _("提出和答复市内转移请求"),
}
