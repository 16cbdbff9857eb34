from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.domains.committees import actions, forms, rules
from linli.domains.committees.enums import BodyKind, Kind
from linli.domains.committees.models import Assembly, Body, Committee, Seat
from linli.domains.committees.permissions import Permission
from linli.domains.committees.rules import composition
from linli.kernel.divisions.models import Level, VillageKind
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec
from linli.kernel.rulesets.layers import Rules

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
    is_overridden = bool(values.get("code_override"))
    found += findings(rules.code_faults(code, kind, is_overridden=is_overridden)) if code and kind else []
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
    subject="division",
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
        Field("code_override"),
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
            slug="accept_code",
            label=_("采用特许代码"),
            run=actions.accept_code,
            permission=Permission.CERTIFY,
            form=forms.AcceptCodeForm,
            offered=lambda committee: committee.dissolved_on is None,
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


def _committee_field(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.VILLAGE)


def _law(values: dict[str, Any], day: date | None) -> Rules | None:
    """The law of the kind of committee that the place has; None where it is not known."""
    division = values.get("division")
    if division is None or day is None or division.village_kind not in Kind.values:
        return None
    return composition.law_of(division.village_kind, day)


BODY = RecordSpec(
    model=Body,
    slug="body",
    subject="organisation",
    icon="sitemap",
    fields=[
        Field("division"),
        Field("kind"),
        Field("name"),
        Field("founded_on"),
        Field("ended_on"),
    ],
    columns=("division", "kind", "name", "founded_on", "ended_on"),
    filters=("kind",),
    search=("division__name", "name"),
    key=("division", "kind", "name"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=_committee_field,
    section=_("三工程 自治、法治、德治"),
    help=_("村（居）委会下属的人民调解、治安保卫、公共卫生等委员会，监督委员会和村（居）民小组。"),
)


def check_seat(values: dict[str, Any]) -> list[Finding]:
    """The supervision committee takes no near relative of the committee; its page warns of members who sit on both."""
    found, law = _committee_field(values), _law(values, values.get("since"))
    if law is None or values.get("body") != BodyKind.SUPERVISION:
        return found
    overseer = composition.Overseer(
        values.get("name") or "", bool(values.get("knows_accounts")), bool(values.get("is_near_relative"))
    )
    return found + findings(composition.overseer_faults(law, overseer))


SEAT = RecordSpec(
    model=Seat,
    slug="seat",
    subject="person",
    icon="users",
    fields=[
        Field("division"),
        Field("body"),
        Field("role"),
        Field("name"),
        Field("sex"),
        Field("knows_accounts"),
        Field("is_near_relative"),
        Field("since"),
        Field("until"),
    ],
    columns=("division", "body", "role", "name", "since", "until"),
    filters=("role", "since"),
    search=("division__name", "name"),
    key=("division", "role", "name", "since", "body"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_seat,
    section=_("三工程 自治、法治、德治"),
    help=_("谁从哪天起任什么职务，到哪天离任；换届选出的成员由选举结果自动登记。"),
)


def check_assembly(values: dict[str, Any]) -> list[Finding]:
    """The statutory ratios, by the law of the day on which the assembly was formed."""
    found, law = _committee_field(values), _law(values, values.get("formed_on"))
    counts = [values.get(f"{name}_count") for name in ("households", "members", "representatives", "women")]
    if law is None or any(count is None for count in counts):
        return found
    households, members, representatives, women = (count or 0 for count in counts)
    return found + findings(
        [
            *composition.households_faults(law, households, representatives),
            *composition.representatives_share_faults(law, members, representatives),
            *composition.women_share_faults(law, members, women),
        ]
    )


ASSEMBLY = RecordSpec(
    model=Assembly,
    slug="assembly",
    subject="division",
    icon="users-group",
    fields=[
        Field("division"),
        Field("formed_on"),
        Field("households_count"),
        Field("members_count"),
        Field("representatives_count"),
        Field("women_count"),
        Field("groups_count"),
    ],
    columns=("division", "formed_on", "households_count", "members_count", "representatives_count", "women_count"),
    filters=("formed_on",),
    search=("division__name",),
    key=("division", "formed_on"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_assembly,
    section=_("三工程 自治、法治、德治"),
    help=_("村（居）民代表会议产生时的户数、组成人员、代表和妇女代表人数，按当日的法律核对比例。"),
)

SPECS = (COMMITTEE, BODY, SEAT, ASSEMBLY)
