from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from linli.domains.consultation import actions
from linli.domains.consultation.enums import Bar, Reach, TopicState
from linli.domains.consultation.models import Problem, Session, Topic
from linli.domains.consultation.rules.topics import (
    article_of,
    conclusion_faults,
    implemented_rate,
    is_for_township,
    topic_faults,
)
from linli.domains.consultation.tests.conftest import AT, CODE, DAY
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.divisions import scope
from linli.kernel.indicators.figures import figure
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo

ID = "410902188802290018"


@pytest.fixture
def concluded(notified, worker):
    actions.sign_in(notified, kind="居民代表", people_count=12, by=worker, at=AT)
    actions.note_opinion(notified, kind="居民代表", text="先到先停", by=worker, at=AT)
    values = {"conclusion": "东侧划二十个", "duties": ["划线，物业，三月底", "立牌，社区，三月底"]}
    return actions.conclude(notified, held_on=DAY, **values, by=worker, at=AT)


@pytest.mark.parametrize("bar", [each for each in Bar if each])
@pytest.mark.parametrize(
    ("is_village", "day", "article"),
    [
        (True, date(2025, 12, 31), "《关于加强城乡社区协商的意见》"),
        (True, date(2026, 1, 1), "《村民委员会组织法》第"),
        (False, date(2026, 1, 1), "《城市居民委员会组织法》第三十二条"),
    ],
)
def test_what_may_not_be_consulted_on_is_refused_with_the_article_of_the_day(bar, is_village, day, article):
    [fault] = topic_faults(bar, is_village=is_village, on=day)

    assert article in str(fault)
    assert article_of(bar, is_village=is_village, on=day) in str(fault)
    assert fault.remedy


def test_nothing_stands_against_a_usual_topic():
    assert topic_faults(Bar.NONE, is_village=True, on=DAY) == []


@pytest.mark.parametrize(
    ("reach", "count", "township"), [("estate", 1, False), ("estate", 2, True), ("beyond", 1, True)]
)
def test_what_reaches_beyond_one_community_is_the_townships(reach, count, township):
    assert is_for_township(reach, count) is township


@pytest.mark.parametrize(("people", "opinions", "faults"), [(1, 1, 1), (2, 1, 0), (3, 1, 0), (2, 0, 1), (0, 0, 2)])
def test_conclusion_rests_on_two_people_and_an_opinion(people, opinions, faults):
    assert len(conclusion_faults(participants=people, opinions=opinions)) == faults


def test_rate_of_duties_is_exact_and_of_none_unknown():
    assert implemented_rate([True, False, True]) == Fraction(2, 3)
    assert implemented_rate([]) is None


def test_topic_is_raised_and_waits_for_the_party(raised, party, worker):
    topic = raised()

    assert Todo.objects.get(record_id=topic.pk, record_type="consultation.topic").unit_id == party.unit_id
    with pytest.raises(PermissionRefused):
        actions.accept(topic, review="x", by=worker, at=AT)


def test_barred_topic_is_not_accepted_and_the_attempt_is_kept(raised, party):
    topic = raised(title="给某户强制拆除")
    with pytest.raises(Unlawful, match=r"不得协商.*第三十二条"):
        actions.accept(topic, review="同意", bar=Bar.BEYOND_POWERS, by=party, at=AT)
    assert log.history(topic).first().verb == "accept.refused"

    refused = actions.refuse_topic(topic, bar=Bar.BEYOND_POWERS, by=party, at=AT)
    assert refused.state == TopicState.REFUSED
    assert "第三十二条" in refused.review
    assert "乡镇" in refused.review


def test_refusing_needs_one_of_the_grounds(raised, party):
    with pytest.raises(NotNow, match="哪一种情形"):
        actions.refuse_topic(raised(), bar="", by=party, at=AT)


def test_topic_of_several_communities_goes_to_the_township(raised, party, worker):
    topic = raised(reach=Reach.BEYOND)
    with pytest.raises(Unlawful, match="由乡镇（街道）组织"):
        actions.accept(topic, review="同意", by=party, at=AT)
    topic = actions.refer(topic, by=party, at=AT)
    assert actions.notify(topic, meeting_on=DAY, by=worker, at=AT).state == TopicState.NOTIFIED
    with pytest.raises(NotNow):
        actions.refer(raised(title="另一个"), by=party, at=AT)


def test_conclusion_is_counted_and_its_duties_are_problems(concluded, tree):
    session = Session.objects.get()

    assert (session.participants_count, session.topic) == (12, "停车位怎么划")
    assert [str(each.title) for each in Problem.objects.order_by("id")] == ["划线，物业，三月底", "立牌，社区，三月底"]
    assert figure("consultation.held", tree[CODE], at=DAY, period="2026").value == 1


def test_without_signing_in_or_with_a_number_in_it_there_is_no_conclusion(notified, worker):
    with pytest.raises(Unlawful, match="不能形成结论"):
        actions.conclude(notified, held_on=DAY, conclusion="划", by=worker, at=AT)
    with pytest.raises(Unlawful, match="身份证件号码"):
        actions.note_opinion(notified, kind="居民代表", text=ID, by=worker, at=AT)
    assert not Session.objects.exists()


def test_done_only_when_every_duty_is(concluded, worker, tree):
    topic = actions.post_conclusion(concluded, posted_on=DAY, by=worker, at=AT)
    with pytest.raises(NotNow, match="还有2件没有落实"):
        actions.report_back(topic, feedback="都办了", by=worker, at=AT)
    first, second = Problem.objects.order_by("id")
    actions.solve_problem(first, solved_on=DAY, by=worker, at=AT)
    assert figure("consultation.implemented_rate", tree[CODE], at=DAY, period="2026").value == 50
    assert figure("consultation.reported_rate", tree[CODE], at=DAY, period="2026").value == 0
    actions.solve_problem(second, solved_on=DAY, by=worker, at=AT)

    with pytest.raises(NotNow, match="不能多于"):
        actions.report_back(topic, feedback="都办了", satisfied_count=3, asked_count=2, by=worker, at=AT)
    done = actions.report_back(topic, feedback="都办了", satisfied_count=9, asked_count=10, by=worker, at=AT)

    assert done.state == TopicState.DONE
    assert figure("consultation.reported_rate", tree[CODE], at=DAY, period="2026").value == 100
    with pytest.raises(WrongState):
        actions.report_back(done, feedback="再说", by=worker, at=AT)
    with pytest.raises(Refused):
        actions.sign_in(done, kind="居民代表", people_count=1, by=worker, at=AT)


def test_way_of_a_topic_on_its_page(raised, party, settings):
    settings.LINLI_TODAY = DAY.isoformat()
    topic, client = raised(), Client()
    with scope.entered(scope.NOTHING):
        client.force_login(party.user)
        session = client.session
        session[SESSION_KEY] = party.pk
        session.save()

    assert "预审通过" in client.get(topic.get_absolute_url()).content.decode()
    address = reverse("consultation:topic_act", args=[topic.pk, "accept"])
    refused = client.post(address, {"bar": "illegal", "review": "同意"})
    assert refused.status_code == 422
    assert "这个议题不得协商" in refused.content.decode()
    assert client.post(address, {"bar": "", "review": "同意"}).status_code == 302
    assert Topic.objects.get().state == TopicState.REVIEWED
