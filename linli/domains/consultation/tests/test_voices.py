"""Taking part online: codes, opinions, open and secret votes, and what is told of them when."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given as by_example
from hypothesis import strategies as st

from linli.domains.consultation import actions, queries
from linli.domains.consultation.enums import Ballot, TopicState
from linli.domains.consultation.models import OpenVote, Opinion, Topic, VoiceCode
from linli.domains.consultation.rules.voices import ballot_faults, is_adult, turnout, window_faults
from linli.domains.consultation.tests.conftest import AT, CODE, DAY, MEETING, UNTIL, VOTE, on, rows_of
from linli.domains.residents.models import Resident
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange import writes
from linli.kernel.indicators.figures import figure
from linli.kernel.privacy import bearer
from linli.kernel.workflow.actions import NotNow

ID = "410902188802290018"
NEXT = UNTIL + timedelta(days=1)


def opine(tree, topic, code, text="先到先停", stance="support", at=AT):
    with scope.entered(scope.NOTHING):
        actions.opine(tree[CODE], topic.pk, code=code, stance=stance, text=text, at=at)


def vote(tree, topic, code, option=1, at=AT):
    with scope.entered(scope.NOTHING):
        actions.vote(tree[CODE], topic.pk, code=code, option=option, at=at)


@pytest.mark.parametrize(
    ("born_on", "adult"), [(date(2008, 3, 3), False), (date(2008, 3, 2), True), (date(2008, 3, 1), True), (None, False)]
)
def test_adult_from_the_eighteenth_birthday_on(born_on, adult):
    assert is_adult(born_on, DAY) is adult


def test_who_was_born_on_a_leap_day_is_adult_on_the_day_after_it():
    assert [is_adult(date(2008, 2, 29), date(2026, *day)) for day in ((2, 28), (3, 1))] == [False, True]


@pytest.mark.parametrize(
    ("opens", "until", "count"),
    [
        (None, None, 0),
        (DAY, None, 1),
        (DAY - timedelta(days=1), UNTIL, 1),
        (DAY, DAY, 0),
        (DAY, DAY - timedelta(days=1), 1),
        (DAY, MEETING, 0),
        (DAY, MEETING + timedelta(days=1), 1),
    ],
)
def test_window_lies_between_notice_and_meeting(opens, until, count):
    assert len(window_faults(notified_on=DAY, opens_on=opens, until=until, meeting_on=MEETING)) == count


@pytest.mark.parametrize(("options", "count"), [(1, 1), (2, 0), (3, 0), (8, 0), (9, 1)])
def test_vote_has_two_to_eight_options(options, count):
    names = [str(number) for number in range(options)]
    assert len(ballot_faults(Ballot.SECRET, "划在哪", names, has_window=True)) == count


def test_vote_needs_question_window_and_different_options():
    assert len(ballot_faults(Ballot.OPEN, "", ["甲", "甲"], has_window=False)) == 3
    assert len(ballot_faults(Ballot.NONE, "划在哪", [], has_window=True)) == 1


@by_example(st.integers(0, 5000), st.integers(0, 5000))
def test_turnout_is_an_exact_fraction(voted, more):
    found = turnout(voted, voted + more)
    assert found.rate == (Fraction(voted, voted + more) if voted + more else None)
    with pytest.raises(ValueError, match="votes by"):
        turnout(voted + more + 1, voted + more)


def test_code_is_read_as_people_type_it_and_one_wrong_sign_is_noticed():
    code = bearer.draw()
    assert bearer.read(f" {code[:5].lower()} — {code[5:]} ") == code
    for place in range(bearer.LENGTH):
        for sign in bearer.ALPHABET.replace(code[place], ""):
            assert bearer.read(code[:place] + sign + code[place + 1 :]) is None
        for other in range(place):
            changed = list(code)
            changed[place], changed[other] = changed[other], changed[place]
            assert code[place] == code[other] or bearer.read("".join(changed)) is None
    assert bearer.read("1" * 10) is None


def test_notice_is_refused_with_what_is_wrong_and_with_a_number_in_it(raised, party, worker):
    topic = actions.accept(raised(), review="同意", by=party, at=AT)
    window = {"meeting_on": MEETING, "voices_from": DAY, "voices_until": MEETING + timedelta(days=1)}
    with pytest.raises(NotNow, match="以后才截止"):
        actions.notify(topic, **window, by=worker, at=AT)
    options = {**VOTE, "ballot_options": ["东侧", f"归{ID}"]}
    with pytest.raises(Unlawful, match="身份证件号码"):
        actions.notify(topic, **{**window, "voices_until": UNTIL}, **options, by=worker, at=AT)
    assert log.history(topic).first().verb == "notify.refused"


def test_topic_with_a_number_in_its_text_is_not_entered(raised):
    with pytest.raises(writes.Refused, match="身份证件号码"):
        raised(background=f"甘某（{ID}）占道。")


def test_what_the_notice_announced_does_not_change(announced, everywhere):
    topic = announced()
    for column, value in (("ballot", "'open'"), ("voices_until", "'2026-03-09'"), ("ballot_options", "'[]'")):
        with pytest.raises(ProgrammingError, match="does not change"), transaction.atomic():
            connection.cursor().execute(f"UPDATE consultation_topic SET {column} = {value} WHERE id = {topic.pk}")


def test_every_adult_with_a_number_gets_one_code_and_nobody_two(announced, neighbours, codes, given, tree, worker):
    given(
        Resident, tree[CODE], name="甘小", id_number="41090218990229001X", born_on=date(2008, 3, 3), registered_on=DAY
    )
    given(Resident, tree[CODE], name="甘无", born_on=date(1888, 1, 1), registered_on=DAY)
    topic = announced()

    issued = codes(topic)

    assert sorted(issued) == ["甘一", "甘三", "甘二"]
    assert rows_of(topic).count() == 3
    with pytest.raises(Refused, match="没有需要制发"):
        actions.issue_codes(topic, by=worker, at=AT)
    entry = AuditEntry.objects.filter(verb="issue_codes").first()
    assert not {"code_mark", "person_mark"} & set(entry.after)


def test_person_with_two_files_gets_one_code(announced, neighbours, codes, tree, everywhere):
    first = neighbours[0]
    with connection.cursor() as cursor:  # an ended file of the same number, and one that goes on
        cursor.execute(
            "UPDATE residents_resident SET left_on = '2025-01-01', left_reason = 'moved' WHERE id = %s", [first.pk]
        )
    topic = announced()
    assert sorted(codes(topic)) == ["甘三", "甘二"]


def test_code_given_out_again_makes_the_first_one_void(announced, codes, tree, worker):
    topic = announced()
    old = codes(topic)["甘一"]

    new = actions.issue_code(topic, number="410902188802290010", by=worker, at=AT)

    assert (new.name, rows_of(topic).count()) == ("甘一", 3)
    with pytest.raises(actions.WrongCode):
        opine(tree, topic, old)
    opine(tree, topic, new.code)
    again = {each.name: each.code for each in actions.issue_codes(topic, again=True, by=worker, at=AT)}
    with pytest.raises(actions.WrongCode):
        opine(tree, topic, new.code)
    opine(tree, topic, again["甘一"], text="改一改")
    assert Opinion.objects.get().text == "改一改"


def test_codes_need_permission_an_open_window_and_a_known_adult(announced, notified, neighbours, party, worker):
    topic = announced()
    with pytest.raises(PermissionRefused):
        actions.issue_codes(topic, by=party, at=AT)
    with pytest.raises(Refused, match="起止日期的议题"):
        actions.issue_codes(notified, by=worker, at=AT)
    with pytest.raises(Refused, match="截止"):
        actions.issue_codes(topic, by=worker, at=on(NEXT))
    with pytest.raises(Refused, match="没有这个证件号码"):
        actions.issue_code(topic, number="410902188802290099", by=worker, at=AT)


def test_opinion_is_one_for_each_person_may_be_corrected_and_names_nobody(announced, codes, tree):
    topic, code = announced(), None
    code = codes(topic)["甘二"]
    opine(tree, topic, code.lower())
    opine(tree, topic, code, text="先问物业", stance="other")

    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.stance, opinion.is_online, opinion.kind) == ("先问物业", "other", True, "常住人口")
    holder = VoiceCode.objects.filter(topic=topic)
    marks = {bytes(mark) for row in holder.values_list("person_mark", "code_mark") for mark in row}
    assert bytes(opinion.author_mark) not in marks
    entries = list(log.history(opinion).order_by("id"))
    assert [each.by_name for each in entries] == ["居民（网上）"] * 2
    assert "author_mark" not in entries[0].after


def test_number_in_an_opinion_is_refused_and_the_attempt_kept_without_it(announced, codes, tree):
    topic = announced()
    with pytest.raises(Unlawful, match="身份证件号码"):
        opine(tree, topic, codes(topic)["甘一"], text=f"找{ID}")

    entry = log.history(topic).filter(verb="opine.refused").get()
    assert entry.by_name == "居民（网上）"
    assert ID not in entry.reason
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), NEXT])
def test_outside_of_the_window_nothing_is_taken(announced, codes, tree, day):
    topic = announced()
    code = codes(topic)["甘一"]
    with pytest.raises(actions.Closed):
        opine(tree, topic, code, at=on(day))
    with pytest.raises(actions.Closed):
        vote(tree, topic, code, at=on(day))
    opine(tree, topic, code, at=on(UNTIL))


def test_code_of_one_topic_opens_no_other_and_no_other_place(announced, codes, tree):
    topic, other = announced(), announced(ballot_question="车位怎么分")
    code = codes(topic)["甘一"]
    with pytest.raises(actions.WrongCode) as refusal:
        vote(tree, other, code)
    assert refusal.value.is_try
    with pytest.raises(actions.WrongCode) as refusal:
        vote(tree, topic, "随便")
    assert not refusal.value.is_try
    with scope.entered(scope.NOTHING), pytest.raises(actions.Closed):
        actions.vote(tree["410902001002"], topic.pk, code=code, option=1, at=AT)


@pytest.mark.parametrize("ballot", [Ballot.OPEN, Ballot.SECRET])
def test_each_votes_once_and_the_result_is_told_when_the_window_is_over(announced, codes, tree, worker, ballot):
    topic = announced(ballot=ballot)
    issued = codes(topic)
    vote(tree, topic, issued["甘一"], 1)
    vote(tree, topic, issued["甘二"], 3)
    with pytest.raises(Refused, match="已经投过票"):
        vote(tree, topic, issued["甘一"], 2)
    new = actions.issue_code(topic, number="410902188802290010", by=worker, at=AT).code
    with pytest.raises(Refused, match="已经投过票"):
        vote(tree, topic, new, 2)
    for option in (0, 4):
        with pytest.raises(actions.Closed):
            vote(tree, topic, issued["甘三"], option)

    assert queries.heard(topic, UNTIL) is None
    found = queries.heard(topic, NEXT)
    assert (found.votes, found.turnout.rate) == ((1, 0, 1), Fraction(2, 3))
    assert OpenVote.objects.count() == (2 if ballot == Ballot.OPEN else 0)
    names = queries.open_votes(topic)
    assert names == ([("甘一", "东侧"), ("甘二", "不划")] if ballot == Ballot.OPEN else [])


def test_public_part_tells_counts_after_the_window_and_nobodys_words(announced, codes, tree):
    topic = announced()
    issued = codes(topic)
    opine(tree, topic, issued["甘一"], text="听得见吗")
    vote(tree, topic, issued["甘二"], 2)

    [before] = queries.public_topics(tree[CODE], UNTIL)
    [after] = queries.public_topics(tree[CODE], NEXT)

    assert (before["opinions_count"], before["votes"], before["turnout"]) == (None, [], "")
    assert (after["opinions_count"], after["votes"]) == (1, [["东侧", 0], ["西侧", 1], ["不划", 0]])
    assert "1/3" in after["turnout"]
    assert "听得见吗" not in str(after)
    assert "不代替" in after["advice"]


def test_conclusion_waits_for_the_window_and_quotes_how_many(announced, codes, tree, worker):
    topic = announced()
    issued = codes(topic)
    opine(tree, topic, issued["甘一"])
    vote(tree, topic, issued["甘一"], 1)
    vote(tree, topic, issued["甘二"], 1)
    actions.sign_in(topic, kind="居民代表", people_count=12, by=worker, at=AT)
    values = {"held_on": UNTIL, "conclusion": "东侧划二十个", "by": worker}
    with pytest.raises(NotNow, match="截止以后才能"):
        actions.conclude(topic, **values, at=on(UNTIL))

    done = actions.conclude(topic, **values, at=on(NEXT))

    assert done.state == TopicState.CONCLUDED
    for code, count in (("online_opinions", 1), ("codes", 3), ("ballots", 1), ("voters", 2)):
        assert figure(f"consultation.{code}", tree[CODE], at=NEXT, period="2026").value == count
    assert (done.codes_count, done.voters_count, done.ballot_result) == (3, 2, [2, 0, 0])
    assert "收到意见1条（赞成1条、不赞成0条、其他意见0条）" in done.session.conclusion
    assert "3人中2人（2/3，约66.7%）参加，东侧2票、西侧0票、不划0票。仅供参考" in done.session.conclusion


def test_what_is_reserved_to_the_residents_meeting_never_comes_to_a_vote(raised, party, worker):
    with pytest.raises(Unlawful, match="须经村（居）民会议决定"):
        actions.accept(raised(), review="同意", bar="for_meeting", by=party, at=AT)
    assert Topic.objects.get().state == TopicState.RAISED


def test_line_of_the_session_is_taken_back_and_stays_in_the_audit(announced, codes, tree, worker):
    topic = announced()
    line = actions.note_opinion(topic, kind="物业企业", text="打错了", by=worker, at=AT)
    pk = line.pk
    actions.take_back(line, by=worker, at=AT)
    assert not Opinion.objects.exists()
    assert AuditEntry.objects.filter(record_id=pk, verb="take_back", kind="d").exists()

    opine(tree, topic, codes(topic)["甘一"])
    with pytest.raises(Refused, match="不能由工作人员删除"):
        actions.take_back(Opinion.objects.get(), by=worker, at=AT)


def test_minutes_are_kept_and_hold_no_number(announced, worker):
    topic = announced()
    assert actions.write_minutes(topic, minutes=" 九点开会 ", by=worker, at=AT).minutes == "九点开会"
    with pytest.raises(Unlawful):
        actions.write_minutes(topic, minutes=f"甘某 {ID}", by=worker, at=AT)
    assert log.history(topic).first().verb == "write_minutes.refused"


def test_second_code_for_a_person_is_refused_by_the_database(announced, codes, tree, everywhere):
    topic = announced()
    codes(topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO consultation_voicecode (division_id, version, created_at, updated_at, topic_id, person_mark,"
            " code_mark, kind, issued_on, is_at_desk) SELECT division_id, 1, now(), now(), topic_id, person_mark, 'x',"
            " '', issued_on, false FROM consultation_voicecode LIMIT 1"
        )
