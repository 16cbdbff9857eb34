from datetime import date

import pytest

from linli.domains.correspondence import actions as letters
from linli.domains.standards.models import Certification
from linli.domains.suggestions import actions, queries
from linli.domains.suggestions.models import Assignment, Referral, Suggestion
from linli.domains.suggestions.tests.conftest import day
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from tests.factories import make


def waiting(suggestion):
    found = Todo.objects.filter(record_type="suggestions.suggestion", record_id=suggestion.pk, closed_at=None)
    return [(each.transition, each.unit.name, each.due_on) for each in found]


def test_a_registered_suggestion_waits_for_the_supervisor(registered):
    assert waiting(registered) == [("assign", "市督查局", None)]


def test_an_assigned_one_waits_for_the_leading_unit_within_ten_working_days(assigned):
    # 12 April 2021 is a Monday; 25 April was a working Sunday before the May holiday.
    assert waiting(assigned) == [("accept", "市民政局", date(2021, 4, 25))]


def test_the_answer_is_due_three_months_after_the_assignment_with_its_article(in_hand):
    [todo] = Todo.objects.filter(record_type="suggestions.suggestion", closed_at=None)

    assert (todo.transition, todo.due_on) == ("draft", date(2021, 7, 12))
    assert "代表法" in todo.basis


def test_telling_the_deputy_gives_six_months(in_hand, posts):
    extended = actions.extend(in_hand, told_deputy_on=date(2021, 6, 1), reason="涉及面广", by=posts.clerk, at=day(6, 2))

    assert queries.answer_deadline(extended).due_on == date(2021, 10, 12)
    assert waiting(extended) == [("draft", "市民政局", date(2021, 10, 12))]


@pytest.mark.parametrize("told", [None, date(2021, 4, 1), date(2021, 7, 13)])
def test_without_telling_the_deputy_in_time_there_is_no_extension(told, in_hand, posts):
    with pytest.raises(NotNow, match="代表说明"):
        actions.extend(in_hand, told_deputy_on=told, reason="难", by=posts.clerk, at=day(7, 1))


def test_a_unit_may_hand_it_back_with_reasons_in_time(assigned, posts):
    returned = actions.return_(
        assigned, reason="不属本单位职责", returned_on=date(2021, 4, 25), by=posts.clerk, at=day(4, 25)
    )

    assert returned.state == "registered"
    # Ten working days after 25 April 2021, with the May holiday between.
    assert waiting(returned) == [("assign", "市督查局", date(2021, 5, 11))]
    assert not Assignment.objects.filter(suggestion=assigned, returned_on=None).exists()


def test_after_ten_working_days_it_is_not_handed_back(assigned, posts):
    with pytest.raises(NotNow, match="退件期限"):
        actions.return_(assigned, reason="晚了", returned_on=date(2021, 4, 26), by=posts.clerk, at=day(4, 26))


def test_an_assisting_unit_cannot_take_it_in_hand(assigned, posts):
    with pytest.raises(PermissionRefused):
        actions.accept(assigned, by=posts.housing, at=day(4, 13))


def test_a_question_goes_to_another_unit_through_the_supervisor_only(in_hand, posts):
    question = in_hand.questions.get(number=2)
    referral = actions.ask_referral(
        question, to_unit=posts.education.unit, reason="院校归口教育部门", by=posts.clerk, at=day(5, 6)
    )
    with pytest.raises(PermissionRefused):
        actions.pass_on(referral, by=posts.clerk, at=day(5, 7))

    part = actions.pass_on(referral, by=posts.supervisor, at=day(5, 8))

    assert (part.unit, part.question, part.role) == (posts.education.unit, question, "separate")
    assert Referral.objects.get().via_unit == posts.supervisor.unit
    given = actions.give_opinion(part, text="两所学校已开设。", by=posts.education, at=day(5, 20))
    assert given.opinion_on == date(2021, 5, 20)


def test_nobody_speaks_for_another_unit(in_hand, posts):
    part = in_hand.assignments.get(role="assist")

    with pytest.raises(PermissionRefused, match="住建局"):
        actions.give_opinion(part, text="代拟", by=posts.clerk, at=day(5, 1))


def test_the_outline_has_a_heading_for_every_question(in_hand):
    assert "（一）关于“发展社区志愿者”的情况。" in queries.outline(in_hand)
    assert "（二）关于“设置相关专业”的情况。" in queries.outline(in_hand)


def test_the_letter_carries_the_suggestion_along(reviewed, posts):
    assert reviewed.state == "reviewed"

    answered = actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))

    assert answered.state == "answered"
    assert answered.letter.is_signed
    assert answered.letter.citations.get().shown == "3个"


def test_signing_on_the_workbench_answers_the_suggestion_too(reviewed, posts):
    letters.sign(reviewed.letter, by=posts.head, at=day(7, 9))

    assert Suggestion.objects.get(pk=reviewed.pk).state == "answered"


def test_what_the_head_declines_goes_back_to_the_draft(reviewed, posts):
    letters.decline(reviewed.letter, reason="补充经费", by=posts.head, at=day(7, 8))

    found = Suggestion.objects.get(pk=reviewed.pk)
    assert (found.state, found.letter.state) == ("drafted", "draft")


def test_a_second_signature_is_refused(reviewed, posts):
    actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))

    with pytest.raises(WrongState):
        actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))


def test_a_figure_that_moved_leaves_suggestion_and_letter_unsigned(reviewed, posts, tree):
    make(Certification, tree["410922101401"], issued_on=date(2021, 7, 1), withdrawn_on=None)

    with pytest.raises(letters.FigureMoved):
        actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))

    found = Suggestion.objects.get(pk=reviewed.pk)
    assert (found.state, found.letter.state) == ("reviewed", "reviewed")


def test_each_deputy_gets_the_answer_singly(delivered):
    assert [each.deputy.name for each in delivered.deliveries.all()] == ["甘代表", "乙代表"]
    assert waiting(delivered) == [("hear", "市人大选工委", date(2021, 7, 23))]


def views(delivered, posts, *given, at=None):
    found = delivered
    for deputy, satisfaction in zip(delivered.deputies.all(), given, strict=True):
        found = actions.hear(
            found,
            deputy=deputy,
            satisfaction=satisfaction,
            reason="措施不具体" if satisfaction == "dissatisfied" else "",
            by=posts.deputies,
            at=at or day(7, 15),
        )
    return found


def test_when_all_are_content_it_is_closed(delivered, posts):
    assert views(delivered, posts, "satisfied", "mostly").state == "closed"


def test_one_word_is_not_yet_the_end(delivered, posts):
    heard = actions.hear(
        delivered, deputy=delivered.deputies.first(), satisfaction="satisfied", by=posts.deputies, at=day(7, 15)
    )

    assert heard.state == "delivered"


def test_dissatisfied_without_reason_is_refused(delivered, posts):
    with pytest.raises(Refused, match="理由"):
        actions.hear(
            delivered, deputy=delivered.deputies.first(), satisfaction="dissatisfied", by=posts.deputies, at=day(7, 15)
        )


def test_dissatisfied_is_done_again_within_a_month(delivered, posts):
    again = views(delivered, posts, "satisfied", "dissatisfied")

    assert (again.state, again.round, again.letter) == ("redo", 2, None)
    assert waiting(again) == [("draft", "市民政局", date(2021, 8, 15))]


def answered_again(delivered, posts):
    """One deputy was dissatisfied; a second letter is signed and delivered."""
    again = views(delivered, posts, "satisfied", "dissatisfied")
    again = actions.draft_reply(
        again, number_word="濮民文", values={"number_serial": 45, "body": BODY_2}, by=posts.clerk, at=day(8, 2)
    )
    letters.submit(again.letter, by=posts.clerk, at=day(8, 3))
    letters.review(again.letter, by=posts.reviewer, at=day(8, 4))
    letters.sign(again.letter, by=posts.head, at=day(8, 5))
    return actions.deliver(
        Suggestion.objects.get(pk=again.pk), delivered_on=date(2021, 8, 5), by=posts.deputies, at=day(8, 5)
    )


def test_content_with_the_second_answer_it_is_closed(delivered, posts):
    again = answered_again(delivered, posts)

    content = views(again, posts, "satisfied", "mostly", at=day(8, 10))

    assert (content.state, content.round) == ("closed", 2)


def test_dissatisfied_twice_is_assessed(delivered, posts):
    again = answered_again(delivered, posts)

    assessed = views(again, posts, "satisfied", "dissatisfied", at=day(8, 10))

    assert assessed.state == "assessed"
    assert actions.close(assessed, reason="评估认为措施可行", by=posts.deputies, at=day(9, 1)).state == "closed"


BODY_2 = "您的意见收悉。现补充答复如下。"


def test_a_commitment_reports_on_itself(in_hand, posts, tree):
    actions.commit(
        in_hand,
        text="再创建2个",
        figure_code="standards.certified",
        increase=2,
        due_on=date(2021, 12, 31),
        by=posts.clerk,
        at=day(7, 9),
    )
    make(Certification, tree["410922101401"], issued_on=date(2021, 9, 1), withdrawn_on=None)

    [progress] = queries.list_progress(in_hand, date(2021, 9, 30))

    assert (progress.done_count, progress.wanted_count, progress.percent) == (1, 2, 50)
    assert not progress.is_kept
    assert "figure=standards.certified" in progress.records_url


def test_the_timeline_tells_the_way(delivered):
    labels = [step.label for step in queries.timeline(delivered)]

    assert labels[0] == "登记建议"
    assert labels[-1] == "送达代表"
    assert "签发答复" in labels


def test_nothing_is_recorded_for_a_day_that_has_not_come(assigned, posts):
    with pytest.raises(Refused, match="今天之后"):
        actions.return_(assigned, reason="不属本单位职责", returned_on=date(2021, 4, 20), by=posts.clerk, at=day(4, 13))
    in_hand = actions.accept(assigned, by=posts.clerk, at=day(4, 13))
    with pytest.raises(Refused, match="今天之后"):
        actions.extend(in_hand, told_deputy_on=date(2021, 5, 1), reason="难", by=posts.clerk, at=day(4, 14))


def test_an_answer_is_not_delivered_before_it_was_signed(reviewed, posts):
    answered = actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))

    with pytest.raises(Refused, match="不能更早"):
        actions.deliver(answered, delivered_on=date(2021, 7, 8), by=posts.deputies, at=day(7, 9))


def test_after_the_review_nobody_adds_to_what_was_reviewed(reviewed, posts):
    part = Assignment.objects.get(suggestion=reviewed, unit=posts.housing.unit)
    question = reviewed.questions.last()

    with pytest.raises(WrongState, match="已经送审"):
        actions.give_opinion(part, text="迟到的意见", by=posts.housing, at=day(7, 9))
    with pytest.raises(WrongState, match="已经送审"):
        actions.ask_referral(question, to_unit=posts.education.unit, reason="属教育", by=posts.clerk, at=day(7, 9))


def test_silence_holds_up_the_end_only_until_the_feedback_is_due(delivered, posts):
    with pytest.raises(NotNow, match="2021-07-23"):
        actions.close(delivered, reason="办结", by=posts.deputies, at=day(7, 23))

    assert actions.close(delivered, reason="逾期未反馈", by=posts.deputies, at=day(7, 24)).state == "closed"


def test_one_dissatisfied_and_one_silent_deputy_lead_to_a_second_answer(delivered, posts):
    deputy = delivered.deputies.first()
    heard = actions.hear(
        delivered, deputy=deputy, satisfaction="dissatisfied", reason="太笼统", by=posts.deputies, at=day(7, 12)
    )

    after = actions.close(heard, reason="另一位代表逾期未反馈", by=posts.deputies, at=day(7, 24))

    assert (after.state, after.round) == ("redo", 2)


def test_what_a_constraint_refuses_during_a_transition_is_a_sentence(registered, posts):
    with pytest.raises(NotNow, match="不能早于登记日期"):
        actions.assign(registered, lead=posts.clerk.unit, by=posts.supervisor, at=day(2, 1))


def test_a_closed_suggestion_takes_no_commitment(delivered, posts):
    closed = actions.close(delivered, reason="逾期未反馈", by=posts.deputies, at=day(7, 24))

    with pytest.raises(Refused, match="已经办结"):
        actions.commit(
            closed,
            text="再创建1个",
            figure_code="standards.certified",
            increase=1,
            due_on=date(2021, 12, 31),
            by=posts.clerk,
            at=day(7, 25),
        )


def test_a_reason_too_long_to_keep_is_refused(in_hand, posts):
    with pytest.raises(NotNow, match="400"):
        actions.extend(in_hand, told_deputy_on=date(2021, 6, 1), reason="长" * 401, by=posts.clerk, at=day(6, 2))
