from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.grid import actions, forms, rules
from linli.domains.grid.enums import Item
from linli.domains.grid.models import Centre, Worker
from linli.domains.grid.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec


def check_centre(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("opened_on", "closed_on", "assessed_on")}
    return at_level(values, Level.VILLAGE) + findings(rules.centre_faults(**days))


def check_worker(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("since", "until")}
    return at_level(values, Level.VILLAGE) + findings(rules.worker_faults(**days))


CENTRE = RecordSpec(
    model=Centre,
    slug="centre",
    subject="division",
    icon="shield-check",
    fields=[
        Field("division"),
        Field("name"),
        Field("opened_on"),
        Field("closed_on"),
        *(Field(item.value) for item in Item),
        Field("assessed_on"),
    ],
    columns=("division", "name", "opened_on", *(item.value for item in Item), "assessed_on"),
    filters=("opened_on", "closed_on", *(item.value for item in Item), "assessed_on"),
    search=("name", "division__name"),
    key=("division",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_centre,
    actions=[
        RecordAction(
            slug="assess",
            label=_("登记评估结果"),
            run=actions.assess_centre,
            permission=Permission.ASSESS,
            form=forms.AssessForm,
            offered=lambda centre: centre.closed_on is None,
        ),
        RecordAction(
            slug="close",
            label=_("撤销中心"),
            run=actions.close_centre,
            permission=Permission.ASSESS,
            form=forms.CloseForm,
            offered=lambda centre: centre.closed_on is None,
        ),
    ],
    section=_("两保障 经费、阵地"),
    help=_("每个村（社区）一条：“五有”各项的现状，以及它出自哪一次评估。"),
)
WORKER = RecordSpec(
    model=Worker,
    slug="worker",
    subject="person",
    icon="id-badge-2",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("name"),
        Field("is_full_time"),
        Field("since"),
        Field("until"),
    ],
    columns=("code", "division", "name", "is_full_time", "since", "until"),
    filters=("is_full_time", "since", "until"),
    search=("code", "name", "division__name"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_worker,
    actions=[
        RecordAction(
            slug="end-service",
            label=_("登记离岗"),
            run=actions.end_service,
            permission=Permission.EDIT,
            form=forms.EndServiceForm,
            offered=lambda worker: worker.until is None,
        ),
    ],
    section=_("四队伍"),
)

SPECS = (CENTRE, WORKER)
