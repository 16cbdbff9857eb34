"""The session at the table: who signed in, what was said, the minutes; each line entered by itself and taken back by itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.consultation.enums import TopicState
from linli.domains.consultation.models import Opinion, Participant, Topic
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.workflow import refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused, alter, attempts_kept, enter, locked
from linli.kernel.audit.keeping import doing
from linli.kernel.privacy import exposure


def sign_in(topic: Topic, *, kind: str, people_count: int, by: Post, at: datetime) -> Participant:
    """One party at the table, with how many of it signed in."""
    require(by, Permission.EDIT)
    _only_notified(topic)
    return enter(
        Participant(division=topic.division, topic=topic, kind=kind.strip(), people_count=people_count),
        "sign_in",
        by=by,
        at=at,
    )


def note_opinion(topic: Topic, *, kind: str, text: str, by: Post, at: datetime) -> Opinion:
    """One opinion as it was given."""
    require(by, Permission.EDIT)
    _only_notified(topic)
    with attempts_kept("note_opinion", topic, by=by, at=at):
        refuse(exposure.publishing_faults("", text))
        opinion = Opinion(
            division=topic.division,
            topic=topic,
            kind=kind.strip(),
            text=text.strip(),
            given_on=timezone.localdate(at),
        )
        return enter(opinion, "note_opinion", by=by, at=at)


def take_back(line: Participant | Opinion, *, by: Post, at: datetime) -> None:
    """Undo one line that was entered at the session. What a resident wrote online is the resident's. The audit keeps it."""
    require(by, Permission.EDIT)
    require_place(by, line.division)
    with doing("take_back", by=by, at=at):
        current = locked(type(line).objects.filter(pk=line.pk)).get()
        _only_notified(current.topic)
        if isinstance(current, Opinion) and current.is_online:
            raise Refused(_("居民在网上提的意见不能由工作人员删除。"))
        current.delete()


def write_minutes(topic: Topic, *, minutes: str, by: Post, at: datetime) -> Topic:
    """The minutes as they stand now; each version is in the audit."""
    require(by, Permission.EDIT)
    with attempts_kept("write_minutes", topic, by=by, at=at), transaction.atomic():
        current = locked(Topic.objects.filter(pk=topic.pk)).get()
        _only_notified(current)
        refuse(exposure.publishing_faults("", minutes))
        return alter(current, "write_minutes", by=by, at=at, minutes=minutes.strip())


def _only_notified(topic: Topic) -> None:
    if topic.state != TopicState.NOTIFIED:
        raise Refused(_("签到、意见和会议记录在通报以后、形成结论以前登记。"))
