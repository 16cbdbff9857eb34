"""The pages for everybody: what a stranger sees, and that row security decides it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.domains.committees.models import Committee
from linli.domains.disclosure import actions
from linli.domains.disclosure.models import Item, Posting
from linli.kernel.divisions import scope
from linli.portal.models import PublicPage
from linli.portal.public import middleware, refreshing
from tests.cast import give_role
from tests.factories import make

CODE, OTHER = "410902001001", "410902001002"
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def worker(hire, settings):
    settings.LINLI_TODAY = DAY.isoformat()
    with scope.everything("a test's role"):
        give_role("open_worker", {f"disclosure.{verb}" for verb in ("view", "edit", "post", "handle")})
    return hire("gongkai", "甘公开", "open_worker", "社区工作者", CODE)


@pytest.fixture
def posted(worker, tree):
    """One text is posted, another is a draft."""
    with scope.entered(worker.scope):
        actions.adopt(tree[CODE], since=DAY, by=worker, at=AT)
        item = Item.objects.get(title="协商事项及落实情况")
        draft = actions.draft_posting(item, title="一季度协商", text="路灯已经修好。", by=worker, at=AT)
        actions.draft_posting(item, title="还没有定的事", text="内部讨论。", by=worker, at=AT)
        return actions.post(draft, posted_on=DAY, by=worker, at=AT)


def refresh(at=AT + timedelta(seconds=20)):
    with scope.entered(scope.NOTHING):
        return refreshing.refresh(at)


def read(path, status=200, **kwargs):
    answer = Client().get(path, **kwargs)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_stranger_reads_what_is_posted_and_no_draft(posted):
    assert refresh() == 1

    page = read(f"/community/{CODE}/")
    assert "一季度协商" in page
    assert "还没有定的事" not in page
    assert "路灯已经修好。" in read(f"/community/{CODE}/postings/{posted.pk}/")
    draft = posted.pk + 1
    assert "岗位" not in read(f"/community/{CODE}/postings/{draft}/", 404)


def test_places_without_a_page_say_so_and_others_are_not_there(posted):
    refresh()

    assert "还没有公开内容" in read(f"/community/{OTHER}/")
    for code in ("410902001000", "999999999999", "41090200100", "x" * 12, "４１０９０２００１００１"):
        read(f"/community/{code}/", 404)


def test_a_page_is_one_question_and_from_memory_none(posted):
    refresh()
    client = Client()
    with CaptureQueriesContext(connection) as first:
        client.get(f"/community/{CODE}/")
    with CaptureQueriesContext(connection) as second:
        client.get(f"/community/{CODE}/")

    assert [each["sql"][:6] for each in first.captured_queries if "portal_publicpage" in each["sql"]] == ["SELECT"]
    assert sum(each["sql"].startswith("SELECT") for each in first.captured_queries) == 1
    assert [each["sql"] for each in second.captured_queries] == []


def test_who_has_signed_in_sees_what_a_stranger_sees_even_of_another_place(posted, qingfeng_officer):
    refresh()
    client = Client()
    with scope.entered(scope.NOTHING):
        client.force_login(qingfeng_officer.user)

    assert "一季度协商" in client.get(f"/community/{CODE}/?large=0").content.decode()


def test_row_security_lets_a_stranger_read_pages_and_nothing_beneath(posted):
    refresh()
    with scope.entered(scope.NOTHING):
        assert PublicPage.objects.count() == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("SELECT * FROM disclosure_posting")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE portal_publicpage SET content = '{}'")


def test_a_page_is_written_only_under_the_scope_of_its_place(posted, tree, qingfeng_officer):
    with scope.entered(qingfeng_officer.scope), pytest.raises(ProgrammingError), transaction.atomic():
        PublicPage.objects.create(division=tree[CODE], content={}, html="", covers_until=AT, written_at=AT)


def test_only_pages_that_are_behind_are_written_and_all_on_a_new_day(posted, worker):
    assert refresh() == 1
    later = AT + timedelta(minutes=10)
    assert refresh(later) == 1  # what was written within the overlap is looked at once more
    assert refresh(later + timedelta(minutes=1)) == 0
    assert refresh(AT + timedelta(days=1)) == 1

    with scope.entered(worker.scope):
        actions.withdraw(
            Posting.objects.get(pk=posted.pk), taken_down_on=DAY, reason="写错了", by=worker, at=AT + timedelta(days=2)
        )
    assert refresh(AT + timedelta(days=2, seconds=20)) == 1
    assert "写错了" in read(f"/community/{CODE}/postings/{posted.pk}/")


def test_committee_is_told_by_its_public_facts(posted, tree):
    with scope.everything("a test enters a committee"):
        make(Committee, tree[CODE], name="京东社区居民委员会", kind="residents")
    refresh(AT + timedelta(days=1))

    assert "京东社区居民委员会" in read(f"/community/{CODE}/")


def test_large_type_needs_no_script_and_made_up_questions_are_not_kept(posted):
    refresh()
    page = read(f"/community/{CODE}/?large=1")

    assert 'class="large"' in page
    assert "<script" not in page
    assert 'class="large"' not in read(f"/community/{CODE}/?x=1")
    assert {"", "large=1"} == middleware.KEPT_QUESTIONS


def test_unchanged_page_is_not_sent_again(posted):
    refresh()
    client = Client()
    first = client.get(f"/community/{CODE}/")
    again = client.get(f"/community/{CODE}/", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=15"
    assert client.head(f"/community/{CODE}/").content == b""


def test_community_is_found_by_name_and_code(posted):
    assert f"/community/{CODE}/" in read("/community/?q=京东")
    assert f"/community/{CODE}/" in read(f"/community/?q={CODE}")
    assert "没有找到" in read("/community/?q=%00%27zz")


def test_power_list_and_its_trace_are_public(posted, worker):
    from linli.domains.disclosure.models import Power

    with scope.entered(worker.scope):
        card = Power.objects.get(name="财务开支报销")
        run = actions.start_run(card, subject="修路灯费用", started_on=DAY, by=worker, at=AT)
        actions.do_step(run, done_on=DAY, note="票据两张", by=worker, at=AT)
    refresh()

    page = read(f"/community/{CODE}/powers/{card.pk}/")
    assert "修路灯费用" in page
    assert "票据两张" in page
    assert "未办" in page
