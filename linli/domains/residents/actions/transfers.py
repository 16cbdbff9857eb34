"""From one community of the city to another: one person, one file that goes on.

Each side sees its own division only. The few steps that touch the other side leave the scope, each with its reason; what is
told to the one who asks is that there is a file, and after the answer where it was.
"""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.residents import queries
from linli.domains.residents.actions.leaving import end_belongings
from linli.domains.residents.enums import Joined, Left, TransferState
from linli.domains.residents.models import Resident, Transfer
from linli.domains.residents.permissions import Permission
from linli.domains.residents.workflow import TRANSFER
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.keeping import doing, store
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.privacy.cipher import fingerprint, normalised
from linli.kernel.privacy.revealing import MINUTE, count
from linli.kernel.workflow.actions import NotNow, action, settle

# What goes along to the new file; everything about the home stays behind.
CARRIED = (
    *("name", "id_kind", "id_number", "phone", "sex", "born_on", "kind", "ethnic_group", "political_status"),
    *("marriage", "education", "occupation", "health"),
)


def request_transfer(*, name: str, id_number: str, division: Division, by: Post, at: datetime) -> Transfer:
    """Ask for the file of a person who now lives here. Raises PermissionRefused, OutOfScope, TooOften, Refused.

    One refusal says everything that can be wrong with the number or the name, so that nothing can be tried out.
    """
    require(by, Permission.TRANSFER)
    require_place(by, division)
    with transaction.atomic():
        count(by, "look_up", settings.LINLI_LOOK_UPS_PER_MINUTE, MINUTE, at=at)
        return file_request(name=name, id_number=id_number, division=division, by=by, at=at)


@transaction.atomic
def file_request(*, name: str, id_number: str, division: Division, by: Post, at: datetime) -> Transfer:
    """The same for one row of an import, whose look-ups are not counted one by one. Raises Refused."""
    key = fingerprint(id_number)
    with scope.everything("whether a person who moved here has a file elsewhere in the city"):
        live = queries.find_live([key]).get(key)
        if live is None or live.name_norm != normalised(name):
            raise Refused(_("本市没有姓名和证件号码都相符的档案。请核对两项；确无档案的，请直接登记。"))
        if division.code <= live.division_id < division.upper:
            raise Refused(_("此人在本村（社区）已有档案，不需要转入。"))
        if Transfer.objects.filter(id_fingerprint=key, state=TransferState.REQUESTED).exists():
            raise Refused(_("此人已有一个未答复的转移请求，请等待答复。"))
        return _both_sides(live, name, id_number, division, by=by, at=at)


def _both_sides(live: Resident, name: str, id_number: str, division: Division, *, by: Post, at: datetime) -> Transfer:
    same = {"pair": uuid.uuid4(), "name": name, "id_number": id_number, "requested_on": timezone.localdate(at)}
    asked = Transfer(division=division, is_incoming=True, other=live.division, **same)
    to_answer = Transfer(division=live.division, is_incoming=False, other=division, resident=live, **same)
    with doing("request_transfer", by=by, at=at):
        for side in (asked, to_answer):
            store(side, at=at)
            settle(TRANSFER, side, at=at)
    return asked


@action(TRANSFER, "accept")
def accept(transfer: Transfer, *, by: Post, at: datetime) -> None:
    """The file here ends today, and goes on in the community that asked."""
    require_place(by, transfer.division)
    resident = transfer.resident
    if resident is None or resident.left_on:
        raise NotNow(_("这份档案已经结束，不能转出，请退回请求。"))
    day = max(timezone.localdate(at), resident.registered_on)
    transfer.answered_on = timezone.localdate(at)
    end_belongings(resident, day, by=by, at=at)
    resident.left_on, resident.left_reason, resident.left_to = day, Left.TRANSFERRED, transfer.other.path_name[:200]
    with doing("transfer_out", by=by, at=at):
        store(resident, at=at)
    with scope.everything("the file goes on in the community that asked for it"):
        fresh = Resident(
            division=transfer.other,
            registered_on=day,
            joined=Joined.TRANSFERRED,
            **{name: getattr(resident, name) for name in CARRIED},
        )
        with doing("transfer_in", by=by, at=at):
            store(fresh, at=at)
        _tell(transfer, TransferState.ACCEPTED, "accept", by=by, at=at, resident=fresh)


@action(TRANSFER, "refuse")
def refuse(transfer: Transfer, *, reason: str, by: Post, at: datetime) -> None:
    """The person has not moved, or is another one; the reason is shown to the community that asked."""
    require_place(by, transfer.division)
    if not reason.strip():
        raise NotNow(_("请写明退回的理由。"))
    transfer.answered_on, transfer.answer = timezone.localdate(at), reason
    with scope.everything("the answer reaches the community that asked"):
        _tell(transfer, TransferState.REFUSED, "refuse", by=by, at=at, answer=reason)


@action(TRANSFER, "withdraw")
def withdraw(transfer: Transfer, *, by: Post, at: datetime) -> None:
    """The community that asked no longer asks."""
    require_place(by, transfer.division)
    with scope.everything("the withdrawal reaches the community that was asked"):
        _tell(transfer, TransferState.WITHDRAWN, "withdraw", by=by, at=at)


def _tell(transfer: Transfer, state: str, verb: str, *, by: Post, at: datetime, **values: Any) -> None:
    """Bring the other side of the request to the same state."""
    other = Transfer.objects.select_for_update(of=("self",)).get(
        pair=transfer.pair, is_incoming=not transfer.is_incoming
    )
    for name, value in {"state": state, "answered_on": timezone.localdate(at), **values}.items():
        setattr(other, name, value)
    with doing(verb, by=by, at=at):
        store(other, at=at)
    settle(TRANSFER, other, at=at)
