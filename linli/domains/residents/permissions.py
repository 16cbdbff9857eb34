"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


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

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内居民、户、房屋的登记簿和档案。证件号码和联系电话只显示一部分，导出也是。不能改动。"),
    Permission.EDIT: _("建档、更正，登记住址和户、迁入迁出、出生死亡、关爱类别和标签，导入花名册。"),
    Permission.REVEAL: _("逐条查看证件号码或电话的原文。每次都要写理由，记入审计，每小时有次数上限。"),
    Permission.RIGHTS: _("核验身份后，为居民办理个人信息的查阅复制、更正、限制处理和删除，出具回执。"),
    Permission.TRANSFER: _("居民在市内搬家时，向原村（社区）请求转入档案，或答复别处的请求。"),
}

declare("residents", LABELS, DESCRIPTIONS)
