from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.domains.committees import actions, forms, rules
from linli.domains.committees.models import Committee
from linli.domains.committees.permissions import Permission
from linli.kernel.divisions.models import Level, VillageKind
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

DAYS = (
    "registered_on",
    "code_assigned_on",
    "certificate_issued_on",
    "certificate_expires_on",
    "certificate_withdrawn_on",
    "dissolved_on",
)


def check(values: dict[str, Any]) -> list[Finding]:
    """The code against its standard, the days in order, the kind against the place."""
    kind, code = values.get("kind"), values.get("code")
    found = at_level(values, Level.VILLAGE) + _check_kind(values)
    found += findings(rules.code_faults(code, kind)) if code and kind else []
    return found + findings(rules.certificate_faults(**{name: values.get(name) for name in DAYS}))


def _check_kind(values: dict[str, Any]) -> list[Finding]:
    division, kind = values.get("division"), values.get("kind")
    if division is None or not kind or division.village_kind in ("", kind):
        return []
    names = {"name": division.name, "known": division.get_village_kind_display()}
    message = gettext("“%(name)s”在区划代码中是%(known)s，与所填类别不同。") % names
    return [
        Finding(
            "kind",
            message,
            gettext("请核对类别；已经村改居等调整的，可以保留。"),
            is_error=division.village_kind == VillageKind.SIMILAR,
        )
    ]


COMMITTEE = RecordSpec(
    model=Committee,
    slug="committee",
    icon="building-community",
    fields=[
        Field("division"),
        Field("kind"),
        Field("name"),
        Field("registered_on"),
        Field("code", kind="code", help=_("18位；村民委员会以54开头，居民委员会以55开头")),
        Field("code_assigned_on"),
        Field("certificate_no"),
        Field("certificate_issued_on"),
        Field("certificate_expires_on"),
        Field("certificate_withdrawn_on"),
        Field("dissolved_on"),
    ],
    columns=("division", "name", "kind", "code", "certificate_no", "certificate_expires_on", "dissolved_on"),
    filters=(
        "kind",
        "registered_on",
        "code_assigned_on",
        "certificate_issued_on",
        "certificate_expires_on",
        "dissolved_on",
    ),
    search=("name", "code", "certificate_no"),
    key=("division",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check,
    actions=[
        RecordAction(
            slug="issue-certificate",
            label=_("发放证书"),
            run=actions.issue_certificate,
            permission=Permission.CERTIFY,
            form=forms.IssueForm,
            offered=lambda committee: committee.code is not None and committee.dissolved_on is None,
        ),
        RecordAction(
            slug="withdraw-certificate",
            label=_("收回证书"),
            run=actions.withdraw_certificate,
            permission=Permission.CERTIFY,
            form=forms.WithdrawForm,
            offered=lambda committee: (
                committee.certificate_no is not None and committee.certificate_withdrawn_on is None
            ),
        ),
        RecordAction(
            slug="dissolve",
            label=_("撤销组织"),
            run=actions.dissolve,
            permission=Permission.EDIT,
            form=forms.DissolveForm,
            offered=lambda committee: committee.dissolved_on is None,
            confirm=_("撤销后，该组织的代码和证书不再计入统计。确定撤销吗？"),
        ),
    ],
    section=_("三工程 自治、法治、德治"),
    help=_("每个村（社区）一条：成立、赋码、发证、撤销。"),
)

SPECS = (COMMITTEE,)
