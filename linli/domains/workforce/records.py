from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.workforce import actions, forms, rules
from linli.domains.workforce.models import Qualification
from linli.domains.workforce.permissions import Permission
from linli.kernel.exchange.findings import findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec


def check(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("issued_on", "lapsed_on")}
    return findings(rules.qualification_faults(**days))


QUALIFICATION = RecordSpec(
    model=Qualification,
    slug="qualification",
    subject="person",
    icon="school",
    fields=[
        Field("certificate_no", kind="code"),
        Field("division", help=_("持证人工作的村（社区），或所在的乡镇（街道）、县（区）、市")),
        Field("holder_name"),
        Field("level"),
        Field("issued_on"),
        Field("lapsed_on"),
    ],
    columns=("certificate_no", "holder_name", "level", "division", "issued_on", "lapsed_on"),
    filters=("level", "issued_on", "lapsed_on"),
    search=("certificate_no", "holder_name"),
    key=("certificate_no",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check,
    actions=[
        RecordAction(
            slug="lapse",
            label=_("登记失效"),
            run=actions.lapse,
            permission=Permission.EDIT,
            form=forms.LapseForm,
            offered=lambda qualification: qualification.lapsed_on is None,
        ),
    ],
    section=_("四队伍"),
    help=_("一证一条；取得更高级别证书后，请登记原证书失效，以免一人计两次。"),
)

SPECS = (QUALIFICATION,)
