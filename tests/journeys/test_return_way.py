"""The whole way of a department's workbook, with the real file: matched, sent, filled on a phone and in a workbook, returned once,
checked by every level, and given back as the department's own workbook."""

from copy import copy
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from openpyxl.utils import get_column_letter

from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Answer, FactValue
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from tests.cast import PASSWORD, give_role, plant
from tests.journeys.looking import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FILE = Path(__file__).parents[2] / "demo/requests/疫情防控日报表.xlsx"
SHEET, FIRST_ROW, BLANK_ROWS = "日报", 6, 12
CITY, COUNTY, STREET, JINGDONG, YUBEI = (
    "410900000000",
    "410902000000",
    "410902001000",
    "410902001001",
    "410902001002",
)
HELD = {
    "minzheng": ({"returns.view", "returns.ask"}, CITY),
    "jianfu": ({"returns.view", "returns.guard"}, CITY),
    "xian": ({"returns.view", "returns.check"}, COUNTY),
    "jiedao": ({"returns.view", "returns.check"}, STREET),
    "jingdong": ({"returns.view", "returns.answer"}, JINGDONG),
    "yubei": ({"returns.view", "returns.answer"}, YUBEI),
}
# Column of the form → what the community types: on a phone, and in the workbook.
ON_PHONE = {**{index: index for index in range(5, 15)}, 15: "甘大有", 16: "03931886001"}
IN_WORKBOOK = {**{index: 10 * index for index in range(5, 15)}, 15: "路长春", 16: "03931886002"}
CORRECTED = 55
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def city(own_database, settings):
    settings.LINLI_TODAY = "2021-07-09"
    with transaction.atomic(), scope.everything("a browser test's city"):
        tree = plant()
        for name, (held, code) in HELD.items():
            unit = Unit.objects.create(code=f"PDY-{name}", name=f"{name}办公室", division=tree[code])
            user = User.objects.create(username=name, name=f"甘{name}", password=make_password(PASSWORD))
            role = give_role(f"way_{name}", held)
            post = Post.objects.create(user=user, unit=unit, role=role, title="经办人", since=date(2019, 1, 1))
            post.divisions.set([tree[code]])
    return tree


@pytest.fixture
def visit(live_server, chromium):
    """visit(name, size) → a page signed in as them."""

    def opened(name, size="wide"):
        context = chromium.new_context(base_url=live_server.url, viewport=SIZES[size], locale="zh-CN")
        page = context.new_page()
        sign_in(page, name, PASSWORD)
        return page

    return opened


def answer_of(code):
    with transaction.atomic(), scope.everything("the test looks"):
        return Answer.objects.select_related("request", "division").get(division_id=int(code) * 1000)


def ask(page):
    """Upload, say of every column what it asks, and submit."""
    page.goto("/returns/requests/new/")
    page.set_input_files("[name=file]", FILE)
    page.click("main button:has-text('上传并识别')")
    page.wait_for_selector(".ask-columns")
    page.click("button:has-text('一次确认')")
    page.wait_for_load_state()
    page.click("[aria-label=指定D列]")
    page.click("#edit-4 button")
    page.wait_for_selector("#c-4.is-confirmed")
    for index in range(5, 17):
        if page.locator(f"#c-{index}.is-confirmed").count():
            continue
        page.click(f"[aria-label=指定{get_column_letter(index)}列]")
        page.check(f"#edit-{index} [value=new]")
        page.fill(f"#edit-{index} [name=new-definition]", "当日17时的数")
        page.click(f"#edit-{index} button")
        page.wait_for_selector(f"#c-{index}.is-confirmed")
    page.click("text=下一步：说明")
    for name, value in {
        "basis": "《关于做好返乡人员排查的通知》第三条",
        "payer": "市疫情防控指挥部",
        "purpose": "有疫情时联系带班的人",
        "begins_on": "2021-07-09",
        "ends_on": "2021-07-31",
        "more_places": STREET,
    }.items():
        page.fill(f"main [name={name}]", value)
    page.click("text=保存，看基层负担")
    page.click("main a:has-text('送准入审核')")
    page.click("main button:has-text('送准入审核')")
    page.wait_for_selector("text=待准入审核")


def admit(page):
    page.goto("/returns/requests/?state=submitted")
    page.click("main a:has-text('疫情防控工作日报表')")
    page.click("main a:has-text('准予下发')")
    page.fill("main [name=reason]", "同意")
    page.click("main button:has-text('准予下发')")
    page.wait_for_selector("text=执行中")


def fill_on_page(page, answer, values):
    page.goto(answer.get_absolute_url())
    for index, value in values.items():
        cell = page.locator(f"[data-cell][data-index='{index}']")
        cell.locator("[data-value]").fill(str(value))
        with page.expect_response(lambda told, at=index: f"/cell/{at}/" in told.url) as told:
            cell.locator("[data-value]").press("Enter")
        assert told.value.ok, told.value.text()


def hand_in(page):
    page.wait_for_selector("[data-progress]:has-text('都填好了')")
    page.click("[data-submit] button")
    page.wait_for_selector(".fill-state:has-text('待乡镇审核')")


def fill_in_workbook(page, answer, values, folder):
    page.goto(answer.get_absolute_url())
    with page.expect_download() as taken:
        page.click("text=取工作簿")
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert sheet.cell(FIRST_ROW, 3).protection.locked
    for index, value in values.items():
        assert not sheet.cell(FIRST_ROW, index).protection.locked, index
        sheet.cell(FIRST_ROW, index).value = value
    book.save(path)
    page.click("text=交回工作簿")
    page.set_input_files("[type=file]", path)
    page.click("main button:has-text('交回')")
    page.wait_for_selector("text=收进")
    page.goto(answer.get_absolute_url())


def send_back(page, answer):
    page.goto(answer.get_absolute_url())
    page.locator("[data-index='5'] .fill-remarking input").fill("户数请再核")
    page.click("#return button")
    page.wait_for_selector(".fill-state:has-text('退回修改')")


def check_all(page, answer, words):
    page.goto(f"/returns/requests/{answer.request_id}/overview/")
    page.click(f"main button:has-text('{words}')")
    page.wait_for_load_state()


def test_a_department_gets_its_own_workbook_back_filled(city, visit, tmp_path):
    asker = visit("minzheng")
    ask(asker)
    admit(visit("jianfu"))
    jingdong, yubei = answer_of(JINGDONG), answer_of(YUBEI)

    phone, desk, street = visit("jingdong", "phone"), visit("yubei"), visit("jiedao")
    fill_on_page(phone, jingdong, ON_PHONE)
    hand_in(phone)
    fill_in_workbook(desk, yubei, IN_WORKBOOK, tmp_path)
    hand_in(desk)
    send_back(street, jingdong)
    phone.goto(jingdong.get_absolute_url())
    assert phone.locator(".fill-remark:has-text('户数请再核')").count() == 1
    fill_on_page(phone, jingdong, {5: CORRECTED})
    hand_in(phone)
    check_all(street, jingdong, "乡镇（街道）审核通过")
    check_all(visit("xian"), jingdong, "县（区）审核通过")
    check_all(asker, jingdong, "通过并锁定")
    assert {answer_of(code).state for code in (JINGDONG, YUBEI)} == {AnswerState.APPROVED}
    with transaction.atomic(), scope.everything("the test looks"):
        assert FactValue.objects.filter(answer=jingdong).values("fact").distinct().count() == len(ON_PHONE)

    asker.goto(f"/returns/requests/{jingdong.request_id}/result/")
    with asker.expect_download() as taken:
        asker.click("text=取汇总工作簿")
    taken.value.save_as(tmp_path / "result.xlsx")
    typed = [ON_PHONE | {5: CORRECTED}, IN_WORKBOOK]
    assert_as_the_department_made_it(tmp_path / "result.xlsx", typed)
    assert asker.locator("tfoot td").nth(3).inner_text().strip() == str(sum(row[5] for row in typed))


def assert_as_the_department_made_it(path, rows):
    """Cell by cell and style by style: the rows of data have the values and the look of the file's own; all else is the same."""
    made, original = openpyxl.load_workbook(path), openpyxl.load_workbook(FILE)
    assert made.sheetnames == original.sheetnames
    ours, theirs = made[SHEET], original[SHEET]
    assert set(map(str, ours.merged_cells.ranges)) == set(map(str, theirs.merged_cells.ranges))
    assert {key: each.width for key, each in ours.column_dimensions.items()} == {
        key: each.width for key, each in theirs.column_dimensions.items()
    }
    for name in ("print_title_rows", "print_area", "freeze_panes"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert (ours.page_setup.orientation, ours.page_setup.paperSize) == (
        theirs.page_setup.orientation,
        theirs.page_setup.paperSize,
    )
    for row in theirs.iter_rows():
        for cell in row:
            mine = ours[cell.coordinate]
            is_data = FIRST_ROW <= cell.row < FIRST_ROW + len(rows)
            look = theirs.cell(FIRST_ROW, cell.column) if is_data else cell
            for name in ("font", "border", "fill", "number_format", "protection", "alignment"):
                assert copy(getattr(mine, name)) == copy(getattr(look, name)), (cell.coordinate, name)
            if not is_data:
                assert mine.value == cell.value, cell.coordinate
    for number, row in enumerate(rows):
        for index, value in row.items():
            mine = ours.cell(FIRST_ROW + number, index).value
            # A telephone is a person's: who merges sees it in part.
            assert mine == value or (index in (15, 16) and "*" in str(mine)), (number, index, mine)
