"""Who may change the tree of places."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    CHANGE = "divisions.change"


LABELS = {Permission.CHANGE: _("比对、确认和执行区划变更")}
