"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "standards.view"
    EDIT = "standards.edit"
    CERTIFY = "standards.certify"


LABELS = {
    Permission.VIEW: _("查看规范化建设"),
    Permission.EDIT: _("登记和更正规范化建设"),
    Permission.CERTIFY: _("认定和撤销规范化社区"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内规范化社区建设的登记簿、建设计划和认定情况，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正创建社区和建设计划，导入工作簿。不含认定和撤销。"),
    Permission.CERTIFY: _("认定一个社区为规范化社区，或撤销认定。认定数进入指标和公文，由县级以上办理。"),
}

declare("standards", LABELS, DESCRIPTIONS)
