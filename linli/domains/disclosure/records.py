from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.disclosure import actions, forms
from linli.domains.disclosure.enums import ItemState
from linli.domains.disclosure.models import Item, Power
from linli.domains.disclosure.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

SECTION = _("三工程 自治、法治、德治")
ITEM_FIELDS = (
    *("division", "number", "category", "topic", "title", "content", "basis", "rhythm", "body", "channel"),
    *("kind", "is_finance", "since"),
)
POWER_FIELDS = (
    *("division", "number", "listing", "category", "name", "basis", "body", "publication", "risk", "supervision"),
)


def check(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.VILLAGE)


def is_listed(item: Item) -> bool:
    return item.state == ItemState.LISTED


ITEM = RecordSpec(
    model=Item,
    slug="item",
    icon="clipboard-list",
    fields=[Field(name) for name in ITEM_FIELDS],
    columns=("division", "number", "category", "title", "rhythm", "is_finance"),
    filters=("category", "rhythm", "is_finance"),
    search=("title", "topic"),
    key=("division", "number"),
    ordering=("division_id", "number"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check,
    entered=actions.item_entered,
    actions=[
        RecordAction("draft", _("拟写公开内容"), actions.draft_posting, Permission.EDIT, forms.TextForm, is_listed),
        RecordAction("ask", _("登记居民质疑"), actions.ask, Permission.EDIT, forms.AskForm),
        RecordAction("close", _("移出目录"), actions.close_item, Permission.EDIT, forms.ReasonForm, is_listed),
    ],
    section=SECTION,
    help=_("每个村（社区）的公开目录，一个事项一行，九列写全。法定事项可以在“公开情况”里一次补齐。"),
)
POWER = RecordSpec(
    model=Power,
    slug="power",
    icon="list-check",
    fields=[Field(name) for name in POWER_FIELDS],
    columns=("division", "number", "listing", "category", "name"),
    filters=("listing",),
    search=("name", "category"),
    key=("division", "listing", "number"),
    ordering=("division_id", "listing", "number"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check,
    actions=[
        RecordAction("start", _("按流程办理"), actions.start_run, Permission.HANDLE, forms.RunForm),
        RecordAction("steps", _("重画流程图"), actions.set_steps, Permission.EDIT, forms.StepsForm),
    ],
    section=SECTION,
    help=_("小微权力清单和权责清单，一个事项一张流程图，办一步留一步痕迹，全程公开。"),
)

SPECS = (ITEM, POWER)
