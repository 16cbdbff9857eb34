"""The way of a text: drafted, signed where it is of accounts, posted, replaced by a better one, taken down."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.disclosure.enums import ItemState, State
from linli.domains.disclosure.models import Item, Posting
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.workflow import ITEM, POSTING, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, alter, attempts_kept, enter, locked, refuse_future
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import action
from linli.kernel.workflow.actions import settle as settle_todos
from linli.kernel.workflow.models import Todo

Table = Sequence[Sequence[str]]


def item_entered(item: Item, *, by: Post, at: datetime) -> None:
    """A line is new on a catalogue: from now on its posting is owed."""
    settle_todos(ITEM, item, at=at)


@action(ITEM, "publish")
def publish(item: Item, *, by: Post, at: datetime) -> None:
    """A text of the item has gone up. Called by `post` alone."""
    open_todos = Todo.objects.filter(record_type=item._meta.label_lower, record_id=item.pk, closed_at=None)
    open_todos.update(closed_at=at)  # the next one is opened with its own day


@action(ITEM, "close_item")
def close_item(item: Item, *, reason: str, by: Post, at: datetime) -> None:
    """The line leaves the catalogue; what was posted stays."""


def draft_posting(item: Item, *, title: str, text: str, table: Table = (), by: Post, at: datetime) -> Posting:
    """Write a text for the board. Numbers of persons never enter the system: that they were tried is kept.

    Raises PermissionRefused, OutOfScope, Refused, Unlawful.
    """
    return _draft(item, Posting(title=title, text=text, table=_cells(table)), "draft_posting", by=by, at=at)


def _draft(item: Item, posting: Posting, verb: str, *, by: Post, at: datetime) -> Posting:
    require(by, Permission.EDIT)
    with attempts_kept(verb, item, by=by, at=at), transaction.atomic():
        if item.state != ItemState.LISTED:
            raise Refused(_("这个事项已经移出公开目录。"))
        refuse(exposure.publishing_faults(posting.title, posting.text, posting.table))
        posting.item, posting.division, posting.drafted_by = item, item.division, by.user
        made = enter(posting, verb, by=by, at=at)
        settle_todos(POSTING, made, at=at)
    return made


def _cells(table: Table) -> list[list[str]]:
    return [[cell.strip() for cell in row] for row in table]


def redraft(posting: Posting, *, title: str, text: str, table: Table = (), by: Post, at: datetime) -> Posting:
    """Change a draft. What is signed has to be sent back first, what is posted is revised."""
    require(by, Permission.EDIT)
    with attempts_kept("redraft", posting, by=by, at=at), transaction.atomic():
        current = locked(Posting.objects.filter(pk=posting.pk)).get()
        if current.state != State.DRAFT:
            raise Refused(_("只有拟稿可以修改。已审核的请先退回，已公布的请拟写新版本。"))
        refuse(exposure.publishing_faults(title, text, table))
        return alter(current, "redraft", by=by, at=at, title=title, text=text, table=_cells(table))


@action(POSTING, "sign")
def sign(posting: Posting, *, by: Post, at: datetime) -> None:
    """The supervision committee has examined the text and its vouchers."""
    posting.signed_by, posting.signed_on = by.user, timezone.localdate(at)


@action(POSTING, "send_back")
def send_back(posting: Posting, *, reason: str, by: Post, at: datetime) -> None:
    """The signature is taken back with it."""
    posting.signed_by, posting.signed_on = None, None


@action(POSTING, "drop")
def drop(posting: Posting, *, reason: str, by: Post, at: datetime) -> None:
    """The draft is not published."""


def post(posting: Posting, *, posted_on: date, by: Post, at: datetime) -> Posting:
    """Hang it up and put it on the public page. The edition that it replaces comes down, and the days begin anew.

    Raises PermissionRefused, WrongState, NotNow, Unlawful; that it was tried against the law is kept.
    """
    current = _post(posting, posted_on=posted_on, by=by, at=at)
    publish(current.item, by=by, at=at)
    return current


@action(POSTING, "post")
def _post(posting: Posting, *, posted_on: date, by: Post, at: datetime) -> None:
    refuse_future(posted_on, at)
    posting.posted_on = posted_on
    if posting.replaces is not None:
        replace(posting.replaces, ended_on=posted_on, by=by, at=at)


@action(POSTING, "replace")
def replace(posting: Posting, *, ended_on: date, by: Post, at: datetime) -> None:
    """A later edition hangs in its place. Called by `post` alone."""
    posting.ended_on = ended_on


def revise(posting: Posting, *, title: str, text: str, table: Table = (), by: Post, at: datetime) -> Posting:
    """Draft a changed edition of what is on the board. The old one stays up until the new one is posted, and is kept.

    Accounts have to be signed again. Raises PermissionRefused, OutOfScope, Refused, Unlawful.
    """
    with transaction.atomic():
        current = locked(Posting.objects.filter(pk=posting.pk).select_related("item")).get()
        if current.state != State.POSTED:
            raise Refused(_("只有公布中的内容可以拟写新版本。"))
        if Posting.objects.filter(replaces=current).exclude(state=State.DROPPED).exists():
            raise Refused(_("已有一个新版本在拟稿，请修改那一稿。"))
    edition = Posting(title=title, text=text, table=_cells(table), replaces=current, edition=current.edition + 1)
    return _draft(current.item, edition, "revise", by=by, at=at)


@action(POSTING, "take_down")
def take_down(posting: Posting, *, taken_down_on: date, by: Post, at: datetime) -> None:
    """Its days on the board are over. Before that it is refused as a breach, and the attempt is kept."""
    refuse_future(taken_down_on, at)
    posting.ended_on = taken_down_on


@action(POSTING, "withdraw")
def withdraw(posting: Posting, *, taken_down_on: date, reason: str, by: Post, at: datetime) -> None:
    """It had to come down before its days were over: on record, and on the public page, as a breach with its reason."""
    refuse_future(taken_down_on, at)
    refuse(exposure.publishing_faults("", reason))
    posting.ended_on, posting.breach = taken_down_on, reason.strip()
