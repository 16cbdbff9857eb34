"""The door for residents: an opinion or an advisory vote with a participation code, without an account.

Nobody holds a post here, so each deed visits the one community of the topic, finds the code by its mark, and writes one thing.
The tries at codes are counted by the page (`kernel.signin.attempts`), which knows the address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.consultation import queries
from linli.domains.consultation.enums import Ballot, Stance, TopicState
from linli.domains.consultation.models import OpenVote, Opinion, Topic, VoiceCode
from linli.domains.consultation.workflow import refuse
from linli.kernel.audit import log
from linli.kernel.audit.deeds import REFUSED, Refused, Unlawful, locked
from linli.kernel.audit.keeping import doing, store
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.privacy import bearer, exposure

BY = gettext_lazy("居民（网上）")
CAST = "SELECT linli_vote_cast(%s::bigint, %s::bytea, %s::integer, %s::date)"


class Closed(Refused):
    """The topic takes nothing online today, or has no vote of the kind."""


class WrongCode(Refused):
    """No such code. Whether one like it exists is not told. `is_try`: it could have been one, and counts as a try."""

    def __init__(self, *, is_try: bool) -> None:
        super().__init__(_("参与码不对，请对照纸条再填一次。纸条丢失的，请带证件到村（居）民委员会补发。"))
        self.is_try = is_try


def opine(place: Division, topic_id: int, *, code: str, stance: str, text: str, at: datetime) -> None:
    """One opinion for each code; given again, it takes the place of the one before. Raises Closed, WrongCode, Refused, Unlawful.

    That a number of a person was in it is kept as an attempt, without the number.
    """
    with _let_in(place, topic_id, code, at) as (topic, holder):
        with _attempts_kept("opine", topic, at):
            refuse(exposure.publishing_faults("", text))
        mark = queries.author_mark(holder)
        opinion = locked(Opinion.objects.filter(topic=topic, author_mark=mark)).first() or Opinion(
            division=topic.division, topic=topic, is_online=True, author_mark=mark
        )
        opinion.kind, opinion.given_on = holder.kind, timezone.localdate(at)
        opinion.stance, opinion.text = Stance(stance), text.strip()
        opinion.created_at = opinion.created_at or at
        opinion.updated_at = at
        with _in_words(), doing("opine", by=None, by_name=str(BY), at=at):
            opinion.full_clean()
            store(opinion, at=at)


def vote(place: Division, topic_id: int, *, code: str, option: int, at: datetime) -> None:
    """One advisory vote for each code, which cannot be changed. Raises Closed, WrongCode, Refused."""
    with _let_in(place, topic_id, code, at) as (topic, holder):
        if topic.ballot == Ballot.NONE or not 1 <= option <= len(topic.ballot_options):
            raise Closed(_("这个议题没有意向表决，或者没有这个选项。"))
        cast = _cast_secret if topic.ballot == Ballot.SECRET else _cast_open
        if not cast(topic, holder, option, at):
            raise Refused(_("这个参与码已经投过票，每人一票，不能重投。"))


def _cast_secret(topic: Topic, holder: VoiceCode, option: int, at: datetime) -> bool:
    """Neither audited nor told to any log: the values go to the server beside the statement, not in it."""
    values = [topic.pk, bytes(holder.code_mark), option, timezone.localdate(at)]
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(CAST, values)
        verdict = cursor.fetchone()[0]  # type: ignore[index]  # it always answers
    if verdict not in {"counted", "voted"}:
        raise Closed(_("意向表决已经截止。"))
    return verdict == "counted"


def _cast_open(topic: Topic, holder: VoiceCode, option: int, at: datetime) -> bool:
    locked(VoiceCode.objects.filter(pk=holder.pk)).get()  # of two at once the second one waits, and finds the first
    if OpenVote.objects.filter(code=holder).exists():
        return False
    ballot = OpenVote(division=topic.division, topic=topic, code=holder, option=option, created_at=at, updated_at=at)
    with doing("vote", by=None, by_name=str(BY), at=at):
        ballot.full_clean()
        store(ballot, at=at)
    return True


@contextmanager
def _let_in(place: Division, topic_id: int, typed: str, at: datetime) -> Iterator[tuple[Topic, VoiceCode]]:
    """The topic, open today, and the row of the code: under the scope of the one community, which ends with the block."""
    day, code = timezone.localdate(at), bearer.read(typed)
    with scope.visiting(place.range, "a resident takes part in a topic of the community"):
        open_today = Topic.objects.filter(state=TopicState.NOTIFIED, voices_from__lte=day, voices_until__gte=day)
        topic = open_today.select_related("division").filter(pk=topic_id).first()
        if topic is None:
            raise Closed(_("这个议题现在不接受网上参与，请看通报的起止日期。"))
        if code is None:
            raise WrongCode(is_try=False)
        holder = VoiceCode.objects.filter(topic=topic, code_mark=queries.code_mark(topic.pk, code)).first()
        if holder is None:
            raise WrongCode(is_try=True)
        yield topic, holder


@contextmanager
def _attempts_kept(verb: str, topic: Topic, at: datetime) -> Iterator[None]:
    try:
        yield
    except Unlawful as refusal:
        log.happened(
            verb + REFUSED,
            at=at,
            division_id=topic.division_id,
            by_name=str(BY),
            record=topic,
            reason=str(refusal)[:400],
        )
        raise


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    except IntegrityError as error:  # the row of the code is not locked: that would tie it to the opinion
        raise Refused(_("这个参与码的意见正在保存，请稍后再提交一次。")) from error
