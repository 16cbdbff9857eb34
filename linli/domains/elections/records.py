from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.domains.elections import actions, forms, queries, rules
from linli.domains.elections.imports import VoterList
from linli.domains.elections.models import Election, Voter
from linli.domains.elections.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec


def check(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("started_on", "completed_on")}
    return at_level(values, Level.VILLAGE) + findings(rules.election_faults(**days))


ELECTION = RecordSpec(
    model=Election,
    slug="election",
    icon="checkbox",
    fields=[
        Field("division"),
        Field("round"),
        Field("kind"),
        Field("term_ended_on"),
        Field("due_on"),
        Field("started_on"),
        Field("completed_on"),
    ],
    columns=("division", "round", "kind", "state", "due_on", "started_on", "completed_on"),
    filters=("round", "kind", "state", "due_on", "completed_on"),
    search=("division__name", "round"),
    key=("division", "round"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check,
    actions=[
        RecordAction(
            slug="complete",
            label=_("登记换届完成"),
            run=actions.complete,
            permission=Permission.COMPLETE,
            form=forms.CompleteForm,
            offered=lambda election: election.started_on is not None and election.completed_on is None,
        ),
    ],
    verbs={
        **queries.WORDS,
        **{
            f"{verb}{queries.REFUSED}": format_lazy("{}{}", words, _("（被拒绝）"))
            for verb, words in queries.WORDS.items()
        },
    },
    section=_("三工程 自治、法治、德治"),
    help=_("每个村（社区）每一届一条：届满、应完成、启动、完成。"),
)

_VOTER = RecordSpec(
    model=Voter,
    slug="voter",
    subject="person",
    icon="users",
    fields=[
        Field("division"),
        Field("round"),
        Field("name"),
        Field("id_number", aliases=("身份证号", "身份证号码")),
        Field("sex"),
        Field("born_on"),
        Field("kind"),
        Field("household", aliases=("户号",)),
        Field("stated_on"),
        Field("since"),
        Field("applied_on"),
        Field("agreed_on"),
    ],
    columns=("number", "name", "sex", "born_on", "kind", "household", "division", "round", "struck_on"),
    filters=("round", "kind", "struck_on"),
    is_large=True,
    key=("division", "round", "name", "born_on"),
    edit_permission=Permission.EDIT_VOTERS,
    view_permission=Permission.VIEW_VOTERS,
    check=lambda values: at_level(values, Level.VILLAGE),
    verbs={**queries.VOTER_WORDS},
    help=_("选民登记期间可以从工作簿导入，逐行按选举日当天的法律核对，并在全市查重。登记一个人在选举的页面上办理。"),
)
VOTER = replace(_VOTER, formats=(VoterList(_VOTER),))

SPECS = (ELECTION, VOTER)
