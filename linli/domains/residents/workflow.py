"""A request to move a file from one community of the city to another: asked for by the new one, answered by the old one."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import TransferState
from linli.domains.residents.models import Transfer
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.workflow.tables import Transition, Workflow


def answers(post: Post, transfer: Transfer) -> bool:
    return not transfer.is_incoming


def asks(post: Post, transfer: Transfer) -> bool:
    return transfer.is_incoming


def units_near(transfer: Transfer) -> Iterable[Unit]:
    """Whose to-do the answer is: the units of the community, or else of the place above it."""
    if transfer.is_incoming:
        return ()
    place = transfer.division
    return Unit.objects.filter(division=place) or Unit.objects.filter(division=place.parent_id)


TRANSFER = Workflow(
    model=Transfer,
    start=TransferState.REQUESTED,
    end=frozenset({TransferState.ACCEPTED, TransferState.REFUSED, TransferState.WITHDRAWN}),
    transitions=(
        Transition(
            "accept",
            (TransferState.REQUESTED,),
            TransferState.ACCEPTED,
            _("同意转出"),
            Permission.TRANSFER,
            may=answers,
            owners=units_near,
        ),
        Transition(
            "refuse", (TransferState.REQUESTED,), TransferState.REFUSED, _("退回请求"), Permission.TRANSFER, may=answers
        ),
        Transition(
            "withdraw",
            (TransferState.REQUESTED,),
            TransferState.WITHDRAWN,
            _("撤回请求"),
            Permission.TRANSFER,
            may=asks,
        ),
    ),
)
