"""Who may take part online, under which marks, and what came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.consultation.enums import Ballot, Stance
from linli.domains.consultation.models import OpenVote, Opinion, Topic, VoiceCode
from linli.domains.consultation.rules.voices import Turnout, is_adult, turnout
from linli.domains.residents.models import Resident
from linli.kernel.privacy import bearer

ONLY_ADVICE = gettext_lazy("仅供参考，不代替村（居）民会议表决。")
RESULT = "SELECT choice, votes FROM linli_vote_result(%s, %s)"


def entitled(topic: Topic, on: date) -> Iterator[Resident]:
    """The adults of the community whose number is in the register, door by door; who had the handling restricted is left out."""
    files = Resident.objects.within(topic.division).filter(
        left_on=None, restricted_on=None, died_on=None, id_fingerprint__isnull=False, born_on__isnull=False
    )
    ordered = files.select_related("dwelling").order_by("dwelling__address_norm", "name_norm", "id")
    return (each for each in ordered if is_adult(each.born_on, on))


def door_of(person: Resident) -> str:
    """Where the paper is carried to."""
    return str(person.dwelling) if person.dwelling else str(person.actual_address)


def person_mark(topic: Topic, person: Resident) -> bytes:
    """One for each person and topic, whichever file of the person it is taken from."""
    assert person.id_fingerprint is not None  # nobody without a number gets a code
    return bearer.mark("consultation.person", topic.pk, bytes(person.id_fingerprint).hex())


def code_mark(topic_id: int, code: str) -> bytes:
    return bearer.mark("consultation.code", topic_id, code)


def author_mark(holder: VoiceCode) -> bytes:
    """Under which a person's opinion is found again; only who has the key can tell whose it is."""
    return bearer.mark("consultation.opinion", holder.topic_id, bytes(holder.person_mark).hex())


@dataclass(frozen=True)
class Heard:
    """What came of taking part online: opinions by stance, who voted of how many, and the votes option by option."""

    opinions: dict[str, int]
    turnout: Turnout
    votes: tuple[int, ...]

    @property
    def opinions_count(self) -> int:
        return sum(self.opinions.values())

    def stances(self) -> list[tuple[str, int]]:
        return [(str(each.label), self.opinions.get(each, 0)) for each in Stance]

    def sentences(self, topic: Topic) -> list[str]:
        """As the conclusion quotes it: counts, and never who."""
        words: dict[str, object] = {
            "from": topic.voices_from,
            "until": topic.voices_until,
            "issued": self.turnout.issued,
        }
        parts = _("、").join(_("%(stance)s%(count)d条") % {"stance": name, "count": n} for name, n in self.stances())
        words |= {"count": self.opinions_count, "parts": parts}
        found = [
            _("网上征求意见：%(from)s至%(until)s，制发参与码%(issued)d个，收到意见%(count)d条（%(parts)s）。") % words
        ]
        if topic.ballot != Ballot.NONE:
            found.append(self._ballot_sentence(topic))
        return found

    def _ballot_sentence(self, topic: Topic) -> str:
        pairs = zip(topic.ballot_options, self.votes, strict=True)
        words = {
            "ballot": topic.get_ballot_display(),
            "question": topic.ballot_question,
            "turnout": turnout_text(self.turnout),
            "votes": _("、").join(_("%(option)s%(count)d票") % {"option": name, "count": n} for name, n in pairs),
        }
        sentence = _("意向表决，%(ballot)s，“%(question)s”：%(turnout)s参加，%(votes)s。") % words
        return sentence + str(ONLY_ADVICE)


def turnout_text(found: Turnout) -> str:
    """As an exact fraction, with its rounded value behind."""
    if found.rate is None:
        return _("没有制发参与码，0人")
    tenths = round(found.rate * 1000)
    words = {"voted": found.voted, "issued": found.issued, "percent": f"{tenths // 10}.{tenths % 10}"}
    return _("%(issued)d人中%(voted)d人（%(voted)d/%(issued)d，约%(percent)s%%）") % words


def heard(topic: Topic, on: date) -> Heard | None:
    """When the window is over on that day; None before, to everybody, and where nothing was announced."""
    if topic.voices_until is None or on <= topic.voices_until:
        return None
    opinions = Opinion.objects.filter(topic=topic, is_online=True).order_by().values("stance")
    issued = VoiceCode.objects.filter(topic=topic).count()
    votes = _votes(topic, on)
    stances = {each["stance"]: each["count"] for each in opinions.annotate(count=Count("id"))}
    return Heard(stances, turnout(sum(votes), issued), votes)


def _votes(topic: Topic, on: date) -> tuple[int, ...]:
    if topic.ballot == Ballot.SECRET:
        with connection.cursor() as cursor:
            cursor.execute(RESULT, [topic.pk, on])
            found = dict(cursor.fetchall())
    else:
        chosen = OpenVote.objects.filter(topic=topic).order_by().values("option").annotate(count=Count("id"))
        found = {each["option"]: each["count"] for each in chosen}
    return tuple(found.get(number, 0) for number, _option in enumerate(topic.ballot_options, 1))


def open_votes(topic: Topic) -> list[tuple[str, str]]:
    """Of an open vote: who chose what. The names are those of the files that go on; who has left is told by the mark alone."""
    votes = {bytes(each.code.person_mark): each for each in OpenVote.objects.filter(topic=topic).select_related("code")}
    if not votes:
        return []
    files = Resident.objects.within(topic.division).filter(left_on=None, id_fingerprint__isnull=False)
    names = {person_mark(topic, each): str(each) for each in files}
    unknown = _("（已不在本村、社区）")
    shown = [(names.get(mark, unknown), topic.ballot_options[each.option - 1]) for mark, each in votes.items()]
    return sorted(shown)
