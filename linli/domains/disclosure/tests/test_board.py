from datetime import date

import pytest

from linli.domains.disclosure import actions, queries
from linli.domains.disclosure.enums import Outcome, State
from linli.domains.disclosure.models import Item, Posting, Power
from linli.domains.disclosure.tests.conftest import COMMUNITY, DAY, VILLAGE, on
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.workflow.models import Todo

ID = "410902188802290018"
TEXT = {"title": "二月收支", "text": "收入三万元，支出二万元。"}


def verbs(record):
    return list(log.history(record).order_by("id").values_list("verb", flat=True))


def test_adopting_gives_what_is_missing_and_no_more(tree, adopted):
    items, powers = Item.objects.count(), Power.objects.count()

    assert (items, powers) == (13, 8)
    assert actions.adopt(tree[VILLAGE], since=DAY, by=adopted.worker, at=on(DAY)) == (0, 0)
    assert actions.adopt(tree[COMMUNITY], since=DAY, by=adopted.community, at=on(DAY)) == (8, 5)
    with pytest.raises(PermissionRefused):
        actions.adopt(tree[VILLAGE], since=DAY, by=adopted.reader, at=on(DAY))


def test_each_line_is_a_to_do_with_its_day_and_a_posting_moves_it(plain, posts):
    todo = Todo.objects.get(record_id=plain.pk, record_type="disclosure.item", closed_at=None)
    assert (todo.due_on, todo.basis) == (date(2026, 3, 31), plain.basis)

    draft = actions.draft_posting(plain, **TEXT, by=posts.worker, at=on(DAY))
    actions.post(draft, posted_on=DAY, by=posts.worker, at=on(DAY))

    todo = Todo.objects.get(record_id=plain.pk, record_type="disclosure.item", closed_at=None)
    assert todo.due_on == date(2026, 6, 30)


def test_overdue_is_told_for_each_place(tree, adopted):
    places = [tree["410922100000"], tree["410902001000"]]

    before = queries.overdue_by_place(places, date(2026, 1, 31))
    after = queries.overdue_by_place(places, date(2026, 4, 1))

    assert [row[1:] for row in before] == [(13, 0), (0, 0)]
    assert [row[1:] for row in after] == [(13, 9), (0, 0)]


def test_accounts_go_up_only_when_signed_by_another(accounts, posts):
    draft = actions.draft_posting(accounts, **TEXT, by=posts.worker, at=on(DAY))
    with pytest.raises(Unlawful, match=r"监督委员会审核签名.*第三十七条"):
        actions.post(draft, posted_on=DAY, by=posts.worker, at=on(DAY))
    assert verbs(draft)[-1] == "post.refused"

    draft = actions.sign(draft, by=posts.supervisor, at=on(DAY))
    posted = actions.post(draft, posted_on=DAY, by=posts.worker, at=on(DAY))

    assert (posted.state, posted.signed_by_id) == (State.POSTED, posts.supervisor.user_id)


def test_nobody_signs_what_they_wrote_and_a_signature_goes_with_the_draft(accounts, posts):
    own = actions.draft_posting(accounts, **TEXT, by=posts.supervisor, at=on(DAY))
    with pytest.raises(PermissionRefused):
        actions.sign(own, by=posts.supervisor, at=on(DAY))

    draft = actions.draft_posting(accounts, **TEXT, by=posts.worker, at=on(DAY))
    draft = actions.sign(draft, by=posts.supervisor, at=on(DAY))
    with pytest.raises(Refused, match="已审核的请先退回"):
        actions.redraft(draft, **TEXT, by=posts.worker, at=on(DAY))
    back = actions.send_back(draft, reason="票据不全", by=posts.supervisor, at=on(DAY))
    assert (back.state, back.signed_on) == (State.DRAFT, None)


def test_a_document_number_is_refused_named_and_the_attempt_kept_without_it(plain, posts):
    with pytest.raises(Unlawful, match="正文第1行有身份证件号码"):
        actions.draft_posting(plain, title="名单", text=f"甘某 {ID}", by=posts.worker, at=on(DAY))

    entry = log.history(plain).first()
    assert entry.verb == "draft_posting.refused"
    assert ID not in entry.reason
    assert not Posting.objects.exists()


def test_a_number_that_came_in_by_another_way_is_found_before_it_goes_up(plain, posts, given):
    draft = given(Posting, plain.division, item=plain, title="x", text=ID, drafted_by=posts.worker.user)

    with pytest.raises(Unlawful, match="身份证件号码"):
        actions.post(draft, posted_on=DAY, by=posts.worker, at=on(DAY))
    assert verbs(draft)[-1] == "post.refused"


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 16)])
def test_taking_down_early_is_refused_and_kept(posted, posts, day):
    with pytest.raises(Unlawful, match=r"不得少于15日.*第三十五条"):
        actions.take_down(posted, taken_down_on=day, by=posts.worker, at=on(day))

    assert verbs(posted)[-1] == "take_down.refused"
    posted.refresh_from_db()
    assert posted.state == State.POSTED


def test_taking_down_on_the_fifteenth_day_is_in_order(posted, posts):
    day = date(2026, 3, 17)

    down = actions.take_down(posted, taken_down_on=day, by=posts.worker, at=on(day))

    assert (down.state, down.ended_on, down.breach) == (State.TAKEN_DOWN, day, "")


def test_unavoidable_withdrawal_is_a_breach_on_record(posted, posts):
    day = date(2026, 3, 5)

    gone = actions.withdraw(posted, taken_down_on=day, reason="公开栏被大风刮倒", by=posts.worker, at=on(day))

    assert (gone.state, gone.breach) == (State.WITHDRAWN, "公开栏被大风刮倒")
    [shown] = queries.public_disclosure(gone.division, day)["postings"]
    assert shown["breach"] == "公开栏被大风刮倒"


def test_changed_text_keeps_the_old_one_and_starts_the_clock_again(posted, posts):
    day = date(2026, 3, 10)
    draft = actions.revise(posted, title="一季度协商（更正）", text="两盏路灯修好。", by=posts.worker, at=on(day))
    with pytest.raises(Refused, match="已有一个新版本"):
        actions.revise(posted, title="x", text="x", by=posts.worker, at=on(day))
    newer = actions.post(draft, posted_on=day, by=posts.worker, at=on(day))

    posted.refresh_from_db()
    assert (posted.state, posted.text, posted.ended_on) == (State.REPLACED, "路灯已经修好。", day)
    assert (newer.edition, newer.replaces_id) == (2, posted.pk)
    with pytest.raises(Unlawful):
        actions.take_down(newer, taken_down_on=date(2026, 3, 24), by=posts.worker, at=on(date(2026, 3, 24)))
    actions.take_down(newer, taken_down_on=date(2026, 3, 25), by=posts.worker, at=on(date(2026, 3, 25)))


def test_question_has_a_clock_an_answer_and_a_way_up(posted, posts):
    asked = actions.ask(posted.item, posting=posted, text="路灯花了多少钱？", asked_on=DAY, by=posts.worker, at=on(DAY))
    assert Todo.objects.get(record_type="disclosure.question", closed_at=None).due_on == date(2026, 3, 11)

    actions.answer(asked, answer="二千元。", outcome=Outcome.EXPLAINED, by=posts.worker, at=on(DAY))
    asked = actions.refer(asked, by=posts.worker, at=on(DAY))
    todo = Todo.objects.get(record_type="disclosure.question", closed_at=None)
    assert (todo.due_on, todo.unit_id) == (date(2026, 5, 1), posts.township.unit_id)

    done = actions.settle(asked, answer="票据不全", outcome=Outcome.ORDERED, by=posts.township, at=on(DAY))
    [shown] = queries.public_disclosure(done.division, DAY)["postings"]
    assert shown["questions"][0]["outcome"] == "责令依法公布"


def test_card_is_gone_in_order_and_late_steps_are_told(card, posts):
    run = actions.start_run(card, subject="修路灯费用", started_on=DAY, by=posts.worker, at=on(DAY))
    with pytest.raises(Unlawful, match="第1步还没有办"):
        actions.do_step(run, done_on=DAY, note="审核", order=2, by=posts.worker, at=on(DAY))
    assert verbs(run)[-1] == "do_step.refused"

    late = date(2026, 3, 6)
    run = actions.do_step(run, done_on=late, note="票据两张", by=posts.worker, at=on(late))
    assert [trace.is_late for trace in run.traces.all()] == [True]
    for _step in range(4):
        run = actions.do_step(run, done_on=late, note="办理", by=posts.worker, at=on(late))

    assert (run.state, run.ended_on, run.traces.count()) == ("done", late, 5)
    [power] = [each for each in queries.public_disclosure(run.division, late)["powers"] if each["id"] == card.pk]
    assert [each["is_late"] for each in power["runs"][0]["traces"]] == [True, False, False, False, False]


def test_redrawn_card_changes_no_trace(card, posts):
    run = actions.start_run(card, subject="修路灯费用", started_on=DAY, by=posts.worker, at=on(DAY))
    run = actions.do_step(run, done_on=DAY, note="票据两张", by=posts.worker, at=on(DAY))

    steps = [{"title": "送审", "who": "报账员", "working_days": 1, "material": ""}]
    actions.set_steps(card, steps=steps, by=posts.worker, at=on(DAY))

    assert run.traces.get().title == "经手人整理票据并注明用途"
