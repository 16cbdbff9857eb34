"""Who may change the tree of places. Declared when the portal's roles are read."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    CHANGE = "divisions.change"


LABELS = {Permission.CHANGE: _("比对、确认和执行区划变更")}
DESCRIPTIONS = {
    Permission.CHANGE: _(
        "比对国家公布的区划名单，逐条确认改名、改码、归属变化和合并，并在指定日期执行。记录、岗位和指标随之移动。"
    )
}

declare("divisions", LABELS, DESCRIPTIONS)
