"""The form in a real browser: on a phone and on a desk, by one person while another writes too."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread

from linli.domains.residents.models import Resident
from linli.domains.returns.actions import answering, sending
from linli.domains.returns.actions.submitting import submit
from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.queries.answers import cells_of
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.tests.conftest import AT, CITY, JINGDONG, LAYOUT, column
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.indicators.registry import all_indicators
from tests.cast import NOW, PASSWORD, cast_role, plant
from tests.city.eye import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FACILITIES = (
    column(1, "指标", Kind.INT, f"figure:{all_indicators()[0].code}") if all_indicators() else column(1, "指标"),
    column(2, "健身器材", Kind.INT, unit="件"),
    column(3, "有无图书室", Kind.BOOL, choices=("有", "无")),
    column(4, "检查日期", Kind.DATE),
    column(5, "说明", is_required=False),
)
ROSTER = (
    column(1, "姓名", fact="residents.resident.name"),
    column(2, "联系电话", Kind.PHONE, "residents.resident.phone", is_personal=True),
    column(3, "出生日期", Kind.DATE, "residents.resident.born_on"),
    column(4, "走访日期", Kind.DATE),
)


@pytest.fixture
def pages(own_database, django_db_blocker, chromium, settings):
    """`pages(width)` is a page signed in as the community's worker; `pages.answers` are the roster and the facilities."""
    settings.LINLI_TODAY = "2021-07-09"
    with django_db_blocker.unblock():
        with transaction.atomic(), scope.everything("a form for the browser"):
            answers = _furnish()
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        contexts = []

        def opened(width: int, username: str = "worker"):
            context = chromium.new_context(
                base_url=f"http://127.0.0.1:{thread.port}", viewport={"width": width, "height": 844}, locale="zh-CN"
            )
            contexts.append(context)
            page = context.new_page()
            page.complaints = []
            page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.goto("/sign-in/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_load_state()
            return page

        opened.answers = answers
        yield opened
        for context in contexts:
            context.close()
        thread.terminate()


def _furnish() -> dict[str, Answer]:
    tree, posts = plant(), {}
    for name, code in (("worker", JINGDONG), ("other", JINGDONG), ("asker", CITY)):
        user = User.objects.create(username=name, name=f"甘{name}", password=make_password(PASSWORD))
        unit, _made = Unit.objects.get_or_create(code=f"U{code}", defaults={"name": "办公室", "division": tree[code]})
        post = Post.objects.create(
            user=user, unit=unit, role=cast_role("cast_clerk"), title="经办人", since=date(2019, 1, 1)
        )
        post.divisions.set([tree[code]])
        posts[name] = whole().get(pk=post.pk)
    found = {}
    with writing():
        for number, name in enumerate(("甘敬业", "路中原", "丰年庆")):
            values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 1 + number)}
            phone = "13800001234" if number else None
            Resident.objects.create(
                division=tree[JINGDONG], name=name, phone=phone, created_at=NOW, updated_at=NOW, **values
            )
        for title, columns, said in (
            ("社区服务设施季度表", FACILITIES, {"subject": Subject.DIVISION}),
            ("独居老人走访表", ROSTER, {"subject": Subject.PERSON, "rows_of": "residents.resident"}),
        ):
            request = Request.objects.create(
                division=tree[CITY],
                title=title,
                unit=posts["asker"].unit,
                state=RequestState.IN_FORCE,
                file_name="表.xlsx",
                workbook=b"",
                form=LAYOUT.to_json(),
                columns=[each.to_json() for each in columns],
                targets=[JINGDONG],
                basis="某文件第三条",
                purpose="走访",
                payer="市级财政",
                begins_on=date(2021, 7, 1),
                ends_on=date(2021, 12, 31),
                created_at=NOW,
                updated_at=NOW,
                **said,
            )
            sending.send(request, by=posts["asker"], at=AT)
            found[title] = Answer.objects.get(request=request)
    opened = found["社区服务设施季度表"]
    opened.others = posts["other"]
    found["独居老人走访表"].others = posts["other"]
    return found


def picture(page, name: str) -> None:
    folder = Path(settings.VAR_DIR) / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)  # what slides in at the beginning has come to rest
    page.screenshot(path=folder / f"returns-{name}.png", full_page=True)


def test_form_is_filled_on_a_phone(pages):
    answer = pages.answers["社区服务设施季度表"]
    page = pages(390)
    page.goto(answer.get_absolute_url())
    assert page.inner_text("[data-progress]") == "还差3格"
    picture(page, "form-390")
    page.get_by_label("健身器材").fill("12件")
    page.get_by_label("健身器材").press("Enter")
    page.wait_for_selector("[data-progress]:has-text('还差2格')")
    page.get_by_label("有无图书室").select_option("有")
    page.wait_for_selector("[data-progress]:has-text('还差1格')")
    page.get_by_label("检查日期").fill("昨天")
    page.get_by_label("检查日期").press("Enter")
    page.wait_for_selector(".fill-fault:has-text('不是完整的日期')")
    page.get_by_label("检查日期").fill("2021.7.8")
    page.get_by_label("检查日期").press("Enter")
    page.wait_for_selector("[data-progress]:has-text('都填好了')")
    page.click("[data-cell]:has([data-value]) [data-undo]:visible >> nth=0")
    page.wait_for_selector("[data-progress]:has-text('还差1格')")
    assert faults(page) == []
    page.get_by_label("健身器材").fill("11")
    page.get_by_label("健身器材").press("Enter")
    page.wait_for_selector("[data-progress]:has-text('都填好了')")
    picture(page, "filled-390")
    page.click("[data-submit] button")
    page.wait_for_selector(".fill-state:has-text('待乡镇审核')")
    picture(page, "handed-in-390")
    assert faults(page) == []


def test_two_people_and_one_cell(pages):
    answer = pages.answers["社区服务设施季度表"]
    page = pages(1280)
    page.goto(answer.get_absolute_url())
    picture(page, "form-1280")
    with transaction.atomic(), scope.everything("another hand"):
        row = Row.objects.get(answer=answer)
        answering.set_cell(row, 2, "20", by=answer.others, at=AT)
    page.get_by_label("健身器材").fill("12")
    page.get_by_label("健身器材").press("Tab")
    page.wait_for_selector(".fill-fault:has-text('甘other刚改成“20”')")
    assert page.get_by_label("健身器材").input_value() == "12"
    page.click("text=仍用我填的")
    page.wait_for_selector(".fill-fault", state="hidden")
    page.wait_for_timeout(300)
    with transaction.atomic(), scope.everything("a look"):
        assert cells_of(Row.objects.get(pk=row.pk))[2] == 12


def test_what_the_net_lost_is_sent_when_it_is_back(pages):
    page = pages(390)
    page.goto(pages.answers["社区服务设施季度表"].get_absolute_url())
    page.context.set_offline(True)
    page.get_by_label("健身器材").fill("12")
    page.get_by_label("健身器材").press("Tab")
    page.wait_for_selector(".fill-fault:has-text('没有存上')")
    page.context.set_offline(False)
    page.wait_for_selector("[data-progress]:has-text('还差2格')")


@pytest.mark.parametrize("width", [1280, 390])
def test_roster_is_a_table_on_a_desk_and_cards_on_a_phone(pages, width):
    page = pages(width)
    page.goto(pages.answers["独居老人走访表"].get_absolute_url())
    picture(page, f"roster-{width}")
    assert page.inner_text("[data-progress]") == "还差4格"
    assert page.locator(".fill-table thead").is_visible() is (width > 640)
    if width < 640:
        assert page.locator("label:has-text('出生日期')").first.is_hidden()
        page.click("[data-fold] >> nth=0")
        assert page.locator("label:has-text('出生日期')").first.is_visible()
    assert "138****1234" in page.content()
    assert faults(page) == []
    page.goto(f"/returns/requests/{pages.answers['独居老人走访表'].request_id}/overview/")
    picture(page, f"overview-{width}")
    assert faults(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_changed_stands_out_for_who_checks(pages, width):
    answer = pages.answers["独居老人走访表"]
    with transaction.atomic(), scope.everything("a community hands in"):
        for number, row in enumerate(Row.objects.filter(answer=answer).order_by("ordinal")):
            answering.set_cell(row, 4, f"2021-07-0{number + 1}", by=answer.others, at=AT)
            answering.set_cell(row, 2, "13800005678", by=answer.others, at=AT)
        submit(answer, by=answer.others, at=AT)
    page = pages(width, "asker")
    page.goto(answer.get_absolute_url())
    picture(page, f"check-{width}")
    assert page.locator(".fill-cell.is-changed").count() == 2
    assert faults(page) == []
    page.get_by_label("对“走访日期”的意见").first.fill("这天没有人去")
    page.click("button:has-text('退回修改')")
    page.wait_for_selector(".fill-state:has-text('退回修改')")
    community = pages(width)
    community.goto(answer.get_absolute_url())
    picture(community, f"returned-{width}")
    assert community.locator(".fill-remark:has-text('这天没有人去')").is_visible()
    assert faults(community) == []
