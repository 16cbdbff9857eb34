"""Handing out participation codes: to all adults of a community on paper, or to one at the desk. A code is kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.consultation import queries
from linli.domains.consultation.enums import TopicState
from linli.domains.consultation.models import Topic, VoiceCode
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.rules.voices import is_adult
from linli.domains.residents.models import Resident
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused, locked
from linli.kernel.audit.keeping import doing
from linli.kernel.privacy import bearer, revealing

MOST = 6000
BATCH = 1000


@dataclass(frozen=True)
class Issued:
    """A code and whose it is, for the paper on which it is handed over."""

    name: str
    where: str
    code: str


def issue_codes(topic: Topic, *, again: bool = False, by: Post, at: datetime) -> list[Issued]:
    """A code for every adult in the community's register who has none; with `again`, new ones for all, and the old are void.

    In the order of the doors to which they are carried; at most MOST. Raises PermissionRefused, OutOfScope, Refused.
    """
    with doing("issue_codes", by=by, at=at):
        current = _opened(topic, by, at)
        held = {bytes(each.person_mark): each for each in VoiceCode.objects.filter(topic=current)}
        people = {queries.person_mark(current, each): each for each in queries.entitled(current, at.date())}
        wanted = [mark for mark in people if again or mark not in held][:MOST]
        if not wanted:
            raise Refused(_("没有需要制发参与码的居民：登记有证件号码的成年居民都已经有了。"))
        codes = {mark: bearer.draw() for mark in wanted}
        _store(current, codes, people, held, is_at_desk=False, at=at)
    return [Issued(str(people[mark]), queries.door_of(people[mark]), codes[mark]) for mark in wanted]


def issue_code(topic: Topic, *, number: str, by: Post, at: datetime) -> Issued:
    """One code for whoever stands at the desk with this document. A code given out before is void.

    Raises PermissionRefused, OutOfScope, Refused, TooOften. The number is kept nowhere.
    """
    with doing("issue_code", by=by, at=at):
        current = _opened(topic, by, at)
        files = Resident.objects.within(current.division).filter(left_on=None).select_related("dwelling")
        person = revealing.look_up(files, "id_fingerprint", number, by=by, at=at).first()
        if person is None:
            raise Refused(_("本村（社区）的居民登记里没有这个证件号码。请核对号码，或者先办理居民登记。"))
        if not is_adult(person.born_on, at.date()):
            raise Refused(_("登记的出生日期不满十八周岁或者没有填写，不能制发参与码（依据《民法典》第十七条）。"))
        mark, code = queries.person_mark(current, person), bearer.draw()
        held = {bytes(each.person_mark): each for each in VoiceCode.objects.filter(topic=current, person_mark=mark)}
        _store(current, {mark: code}, {mark: person}, held, is_at_desk=True, at=at)
    return Issued(str(person), queries.door_of(person), code)


def _opened(topic: Topic, by: Post, at: datetime) -> Topic:
    """The topic, locked: two who print at the same time do not void each other's papers."""
    require(by, Permission.ISSUE)
    require_place(by, topic.division)
    current = locked(Topic.objects.filter(pk=topic.pk)).select_related("division").get()
    if current.state != TopicState.NOTIFIED or current.voices_until is None:
        raise Refused(_("通报了网上参与起止日期的议题才制发参与码。"))
    if timezone.localdate(at) > current.voices_until:
        raise Refused(_("网上参与已于%(day)s截止。") % {"day": current.voices_until})
    return current


def _store(
    topic: Topic,
    codes: dict[bytes, str],
    people: dict[bytes, Resident],
    held: dict[bytes, VoiceCode],
    *,
    is_at_desk: bool,
    at: datetime,
) -> None:
    day = timezone.localdate(at)
    new: list[VoiceCode] = []
    changed: list[VoiceCode] = []
    for mark, code in codes.items():
        row = held.get(mark) or VoiceCode(
            division=topic.division, topic=topic, person_mark=mark, version=0, created_at=at
        )
        row.kind = people[mark].get_kind_display()
        row.code_mark, row.issued_on, row.is_at_desk = queries.code_mark(topic.pk, code), day, is_at_desk
        row.version, row.updated_at = row.version + 1, at
        (changed if mark in held else new).append(row)
    # In the order of their marks: the order of the rows tells nothing of the order of the doors.
    VoiceCode.objects.bulk_create(_by_mark(new), batch_size=BATCH)
    fields = ["kind", "code_mark", "issued_on", "is_at_desk", "version", "updated_at"]
    VoiceCode.objects.bulk_update(_by_mark(changed), fields, batch_size=BATCH)


def _by_mark(rows: Iterable[VoiceCode]) -> list[VoiceCode]:
    return sorted(rows, key=lambda each: bytes(each.code_mark))
