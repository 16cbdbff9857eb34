"""What a post may do with the records of this field. Where it may do so is the scope's business."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "elections.view"
    EDIT = "elections.edit"
    COMPLETE = "elections.complete"


LABELS = {
    Permission.VIEW: _("查看换届选举"),
    Permission.EDIT: _("登记和更正换届选举"),
    Permission.COMPLETE: _("登记换届完成"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内各村（社区）换届选举的登记簿、详情和修改记录，并导出工作簿。不能改动。"),
    Permission.EDIT: _("登记、更正换届选举的届次、应完成日期和选举结果，导入工作簿。不含登记换届完成。"),
    Permission.COMPLETE: _(
        "把一次换届登记为完成，该村（社区）随即计入换届完成率。由县级以上认定，录入的人不自己认定。"
    ),
}

declare("elections", LABELS, DESCRIPTIONS)
