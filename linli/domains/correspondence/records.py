from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence import actions, forms, rules
from linli.domains.correspondence.models import Incoming
from linli.domains.correspondence.permissions import Permission
from linli.kernel.exchange.findings import findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec


def check_incoming(values: dict[str, Any]) -> list[Finding]:
    """Another unit's number cannot be mended here: what is wrong with it is told, and entered as it came."""
    days: dict[str, Any] = {name: values.get(name) for name in ("received_on", "due_on", "handled_on")}
    return findings([*rules.incoming_faults(**days), *rules.foreign_number_faults(values.get("document_number") or "")])


INCOMING = RecordSpec(
    model=Incoming,
    slug="incoming",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("received_on"),
        Field("from_unit"),
        Field("document_number", help=_("照来文填写，如：濮政〔2021〕3号")),
        Field("title"),
        Field("handled_by"),
        Field("due_on"),
        Field("handled_on"),
    ],
    columns=("code", "received_on", "from_unit", "document_number", "title", "handled_by", "due_on", "handled_on"),
    filters=("received_on", "due_on", "handled_on"),
    search=("code", "title", "from_unit", "document_number"),
    key=("code",),
    ordering=("-received_on", "-id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_incoming,
    actions=[
        RecordAction(
            slug="handle",
            label=_("登记办结"),
            run=actions.handle_incoming,
            permission=Permission.EDIT,
            form=forms.HandleForm,
            offered=lambda incoming: incoming.handled_on is None,
        ),
    ],
    section="office",
    icon="inbox",
    help=_("收到的公文，一件一条。"),
)

SPECS = (INCOMING,)
