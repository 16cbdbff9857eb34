"""A community with those who have a part in its consultations, and residents who take part online."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.domains.consultation import actions
from linli.domains.consultation.enums import Ballot, Reach
from linli.domains.consultation.models import VoiceCode
from linli.domains.consultation.records import TOPIC
from linli.domains.residents.models import Resident
from linli.kernel.exchange import writes
from tests.cast import give_role

CODE = "410902001001"
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNTIL, MEETING = date(2026, 3, 8), date(2026, 3, 10)
VOTE = {"ballot": Ballot.SECRET, "ballot_question": "车位划在哪一侧", "ballot_options": ["东侧", "西侧", "不划"]}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def worker(hire, everywhere):
    give_role("talk_worker", {"consultation.view", "consultation.edit", "consultation.issue"})
    return hire("xieshang", "甘协商", "talk_worker", "社区工作者", CODE)


@pytest.fixture
def party(hire, everywhere):
    give_role("talk_party", {"consultation.view", "consultation.review"})
    return hire("dangzhi", "党一心", "talk_party", "党支部书记", CODE)


@pytest.fixture
def raised(worker, party, tree):
    def make(**values):
        given = {
            "division": tree[CODE],
            "title": "停车位怎么划",
            "background": "小区车多位少。",
            "source": "residents",
            "reach": Reach.ESTATE,
            "urgency": "usual",
            "category": "property",
            "raised_on": DAY,
        }
        return writes.create(TOPIC, given | values, by=worker, at=AT)

    return make


@pytest.fixture
def notified(raised, worker, party):
    topic = actions.accept(raised(), review="同意列入", by=party, at=AT)
    return actions.notify(topic, meeting_on=DAY, by=worker, at=AT)


@pytest.fixture
def announced(raised, worker, party):
    """A topic whose notice opens a window of a week; `announced(ballot=…)` holds another vote than the secret one."""

    def make(**values):
        topic = actions.accept(raised(), review="同意列入", by=party, at=AT)
        window = {"meeting_on": MEETING, "voices_from": DAY, "voices_until": UNTIL}
        return actions.notify(topic, **window, **{**VOTE, **values}, by=worker, at=AT)

    return make


@pytest.fixture
def neighbours(given, tree):
    """Three adults with numbers in the register."""
    names = ("甘一", "甘二", "甘三")
    return [
        given(
            Resident,
            tree[CODE],
            name=name,
            id_number=f"41090218880229001{number}",
            born_on=date(1888, 2, 29),
            registered_on=date(2020, 1, 1),
        )
        for number, name in enumerate(names)
    ]


@pytest.fixture
def codes(neighbours, worker):
    """`codes(topic)` gives everybody's code by name."""

    def issue(topic):
        return {each.name: each.code for each in actions.issue_codes(topic, by=worker, at=AT)}

    return issue


def rows_of(topic):
    return VoiceCode.objects.filter(topic=topic)
