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
    Permission.VIEW: _("看辖区内居民、户和房屋的档案、详情和修改记录。证件号码和电话只显示一部分。不能改动。"),
    Permission.EDIT: _("登记、更正居民、户和房屋，登记迁入迁出、出生和死亡，导入花名册。"),
    Permission.REVEAL: _("写明理由后看一个人的证件号码或电话原文。每次查看都记入审计，每小时次数有限。"),
    Permission.RIGHTS: _(
        "居民本人提出时，导出、更正、限制处理或删除其个人信息，并出具回执。依法须保存的不删，回执写明理由。"
    ),
    Permission.TRANSFER: _("居民在市内换了社区时，提出转移请求，或答复别的社区提出的请求。一个人只有一份档案。"),
}

declare("residents", LABELS, DESCRIPTIONS)
