from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.residents import actions, forms, queries, rules
from linli.domains.residents.imports import Roster
from linli.domains.residents.models import Dwelling, Household, Resident
from linli.domains.residents.permissions import Permission
from linli.kernel.divisions import clock
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

SECTION = _("一目标 幸福家园")


def is_live(resident: Resident) -> bool:
    return resident.left_on is None


def check_place(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.VILLAGE, Level.GRID)


def check_resident(values: dict[str, Any]) -> list[Finding]:
    """The number against its standard, the days in order."""
    number = values.get("id_number")
    plain = getattr(number, "plain", number)
    kind = values.get("id_kind") or ""
    days: dict[str, Any] = {name: values.get(name) for name in ("registered_on", "left_on", "died_on")}
    today = clock.today()  # a check is given no day
    faults = rules.id_number_faults(
        plain, kind, born_on=values.get("born_on"), sex=values.get("sex") or "", today=today
    )
    if plain and kind in rules.CARD_KINDS:
        faults += rules.retired_county_fault(plain, kind, queries.counties_beside(plain))
    faults += rules.birth_faults(values.get("born_on"), registered_on=values.get("registered_on"), today=today)
    return check_place(values) + findings(faults + rules.leaving_faults(**days))


DWELLING = RecordSpec(
    model=Dwelling,
    slug="dwelling",
    subject="place",
    icon="home",
    fields=[
        Field("division", help=_("村（社区）；网格已有代码的填网格")),
        Field("quarter", aliases=("小区", "现住小区/建筑")),
        Field("building"),
        Field("unit"),
        Field("room", aliases=("门牌地址",)),
        Field("grid_name", aliases=("网格",)),
    ],
    columns=("quarter", "building", "unit", "room", "division", "grid_name"),
    filters=("quarter",),
    begins=("address_norm",),
    is_large=True,
    key=("division", "quarter", "building", "unit", "room"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_place,
    related=(("residents", _("现住居民")),),
    section=SECTION,
    help=_("一处住房一条；居民和户都对应到房屋，再由房屋对应到网格。"),
)
HOUSEHOLD = RecordSpec(
    model=Household,
    slug="household",
    subject="household",
    icon="users",
    fields=[
        Field("division"),
        Field("number", kind="code"),
        Field("kind"),
        Field("registered_on"),
        Field("ended_on"),
    ],
    columns=("number", "kind", "division", "registered_on", "ended_on"),
    filters=("kind", "ended_on"),
    begins=("number",),
    is_large=True,
    key=("division", "number"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_place,
    related=(("members", _("户内成员")),),
    section=SECTION,
    help=_("共同生活的一家人为一户，用户编号区分。"),
)
RESIDENT = RecordSpec(
    model=Resident,
    slug="resident",
    subject="person",
    icon="user",
    fields=[
        Field("division", help=_("村（社区）；网格已有代码的填网格")),
        Field("name"),
        Field("id_kind"),
        Field("id_number", aliases=("身份证号", "身份证号码")),
        Field("sex"),
        Field("born_on"),
        Field("phone"),
        Field("kind"),
        Field("relation", aliases=("与其他人员关系",)),
        Field("is_separated", aliases=("是否人户分离",)),
        Field("registered_quarter", aliases=("户籍小区/建筑",)),
        Field("registered_address"),
        Field("actual_address", aliases=("现居住地址", "现住址", "居住地址")),
        Field("ethnic_group"),
        Field("political_status"),
        Field("marriage"),
        Field("education"),
        Field("occupation"),
        Field("health"),
        Field("note"),
        Field("registered_on"),
    ],
    columns=("name", "sex", "born_on", "id_number", "phone", "kind", "division", "left_on"),
    filters=("kind", "sex", "is_separated", "born_on", "left_on"),
    begins=("name_norm",),
    listed=Q(restricted_on=None),
    is_large=True,
    key=("division", "name", "born_on"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_resident,
    formats=(Roster(),),
    actions=[
        RecordAction("settle", _("登记住址和户"), actions.settle, Permission.EDIT, forms.SettleForm, is_live),
        RecordAction("add_care", _("纳入关爱"), actions.add_care, Permission.EDIT, forms.CareForm, is_live),
        RecordAction("add_tag", _("加标签"), actions.add_tag, Permission.EDIT, forms.TagForm, is_live),
        RecordAction(
            "register_birth", _("登记出生"), actions.register_birth, Permission.EDIT, forms.BirthForm, is_live
        ),
        RecordAction("move_out", _("登记迁出"), actions.move_out, Permission.EDIT, forms.MoveOutForm, is_live),
        RecordAction("die", _("登记死亡"), actions.die, Permission.EDIT, forms.DeathForm, is_live),
        RecordAction("merge", _("并档"), actions.merge, Permission.EDIT, forms.MergeForm, is_live),
    ],
    select_related=("household", "dwelling"),
    verbs={
        "transfer_out": _("市内转出"),
        "transfer_in": _("市内转入"),
        "restrict": _("限制处理"),
        "lift": _("解除限制"),
        "erase": _("删除"),
        "erase_overdue": _("到期删除"),
        "own_data": _("提供副本"),
    },
    section=SECTION,
    help=_("一人一档；证件号码和电话加密保存，平时只显示一部分。"),
)

SPECS = (RESIDENT, HOUSEHOLD, DWELLING)
