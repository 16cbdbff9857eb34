from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.domains.attestations import rules
from linli.domains.attestations.enums import Negative
from linli.domains.attestations.models import Item, ItemList
from linli.domains.attestations.permissions import Permission
from linli.kernel.exchange.findings import same_division
from linli.kernel.exchange.spec import Field, Finding, RecordSpec

ITEM_LIST = RecordSpec(
    model=ItemList,
    slug="item_list",
    icon="list-check",
    fields=[Field("division"), Field("title"), Field("document_no"), Field("since"), Field("until")],
    columns=("division", "title", "document_no", "since", "until"),
    filters=("since",),
    search=("title", "document_no"),
    key=("document_no",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    related=(("items", _("事项")),),
    section=_("三工程 自治、法治、德治"),
    help=_("市、县（区）公布的可以由村（居）民委员会出具的证明事项清单，一版一条；下级按最近一级的现行清单办理。"),
)


def check_item(values: dict[str, Any]) -> list[Finding]:
    """No list may have one of the twenty items on it."""
    found = same_division(values, "item_list", _("证明事项清单"))
    listed, name = values.get("item_list"), values.get("name") or ""
    negative = rules.negative_of(name, "", listed.since) if listed else Negative.NONE
    if not negative:
        return found
    message = gettext("“%(name)s”属于“%(item)s”，不应由村（居）民委员会出具（依据%(basis)s）。")
    words = {"name": name, "item": negative.label, "basis": rules.cite(negative)}
    return [*found, Finding("name", message % words, gettext("请从清单中去掉这一事项。"))]


ITEM = RecordSpec(
    model=Item,
    slug="item",
    icon="file-check",
    fields=[
        Field("division"),
        Field("item_list", lookup=ITEM_LIST),
        Field("name"),
        Field("words"),
        Field("basis"),
        Field("handling"),
        Field("days_count"),
        Field("offers_promise"),
        Field("wording"),
    ],
    columns=("item_list", "name", "words", "handling", "days_count", "offers_promise"),
    filters=("handling", "offers_promise"),
    search=("name", "words", "basis"),
    key=("item_list", "name"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_item,
    select_related=("item_list",),
    section=_("三工程 自治、法治、德治"),
    help=_("清单上的每个事项：什么用途、依据、怎样办、几日办结、能否用告知承诺代替。"),
)

SPECS = (ITEM_LIST, ITEM)
