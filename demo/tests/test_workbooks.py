"""The workbooks of the reference city, read by plain Python: no part of the project helps to count."""

import csv
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

DEMO = Path(__file__).parent.parent
TODAY = date(2021, 7, 9)
LAST_YEAR = (date(2020, 7, 10), TODAY)
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
RATES = {
    "committees.coded_rate": ("统一社会信用代码",),
    "committees.certified_rate": ("证书编号",),
}
LEVELS = {
    "city": "市级",
    "county": "县级",
    "township": "乡级",
    "province": "省级",
    "senior": "高级社会工作师",
    "intermediate": "社会工作师（中级）",
    "assistant": "助理社会工作师（初级）",
}
FIVE = ("有场所", "有人员", "有制度", "有平台", "有运行机制")

Rows = list[dict[str, Any]]


def read(path: Path) -> Rows:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def books() -> dict[str, Rows]:
    """The workbooks of the repository, by file name without number and ending."""
    return {path.stem.split("-", 1)[1]: read(path) for path in sorted((DEMO / "workbooks").glob("*.xlsx"))}


@pytest.fixture(scope="module")
def divisions() -> dict[str, dict[str, str]]:
    with (DEMO / "data" / "puyang_2021.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def standing(rows: Rows, since: str, until: str, at: date = TODAY) -> Rows:
    """Rows that hold on the day: begun, and not ended on or before it."""
    return [row for row in rows if row[since] <= at and not (row[until] and row[until] <= at)]


def within(rows: Rows, column: str, first: date, last: date) -> Rows:
    return [row for row in rows if row[column] and first <= row[column] <= last]


def counted(books: dict[str, Rows], code: str, first: date | None, last: date | None) -> Rows:
    """The records that a figure of expected.csv stands on."""
    period = (first or date.min, last or date.max)
    choose = {
        "coordination.task_forces": lambda: standing(books["task-forces"], "成立日期", "撤销日期"),
        "coordination.member_units": lambda: standing(books["member-units"], "加入日期", "退出日期"),
        "coordination.leading_groups": lambda: standing(books["leading-groups"], "成立日期", "撤销日期"),
        "coordination.ledger_areas": lambda: books["ledger-areas"],
        "coordination.ledger_tasks": lambda: books["ledger-tasks"],
        "funds.allocated": lambda: within(books["allocations"], "拨付日期", *period),
        "funds.rewarded": lambda: within(books["rewards"], "奖补日期", *period),
        "funds.rewarded_communities": lambda: within(books["rewards"], "奖补日期", *period),
        "funds.budgeted": lambda: within(books["budgets"], "批复日期", *period),
        "elections.due": lambda: within(books["elections"], "应完成日期", *period),
        "elections.completed": lambda: within(books["elections"], "完成日期", *period),
        "consultation.held": lambda: within(books["consultation-sessions"], "协商日期", *period),
        "consultation.solved": lambda: within(books["consultation-problems"], "解决日期", *period),
        "grid.centres": lambda: standing(books["centres"], "建成日期", "撤销日期"),
        "standards.certified": lambda: standing(books["certifications"], "认定日期", "撤销日期"),
        "standards.planned": lambda: within(books["plan-items"], "列入日期", *period),
        "workforce.certified": lambda: standing(books["qualifications"], "批准日期", "失效日期"),
    }
    return choose[code]()


def ratio(books: dict[str, Rows], code: str) -> tuple[int, int]:
    committees = standing(books["committees"], "成立日期", "撤销日期")
    if code in RATES:
        return sum(all(row[column] for column in RATES[code]) for row in committees), len(committees)
    if code == "grid.centres_standard_rate":
        centres = counted(books, "grid.centres", None, None)
        return sum(all(row[item] == "是" for item in FIVE) for row in centres), len(centres)
    if code == "grid.staffed_rate":
        workers = standing(books["grid-workers"], "上岗日期", "离岗日期")
        staffed = {row["区划代码"] for row in workers if row["是否专职"] == "是"}
        return len(staffed & {row["区划代码"] for row in committees}), len(committees)
    assert code == "standards.expected_rate"
    certified = {row["区划代码"] for row in counted(books, "standards.certified", None, None)}
    open_plans = {row["区划代码"] for row in books["plan-items"] if not row["完成日期"]}
    return len(certified | open_plans), len(books["communities"])


def expected() -> list[dict[str, str]]:
    with (DEMO / "data" / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("line", expected(), ids=lambda line: f"{line['code']}-{line['key']}")
def test_figure_equals_the_table(books: dict[str, Rows], line: dict[str, str]) -> None:
    if line["denominator"]:
        numerator, denominator = ratio(books, line["code"])
        assert (numerator, denominator) == (int(line["numerator"]), int(line["denominator"]))
        assert round(100 * numerator / denominator, 2) == float(line["value"])
        return
    period = [date.fromisoformat(line[key]) if line[key] else None for key in ("period_from", "period_to")]
    rows = counted(books, line["code"], *period)
    if line["key"]:
        rows = [row for row in rows if LEVELS[line["key"]] in row.values()]
    value = sum(row["金额（元）"] for row in rows) if line["unit"] == "元" else len(rows)
    assert value == int(line["value"])


def test_two_runs_give_the_same_bytes_and_the_workbooks_of_the_repository(
    tmp_path: Path, books: dict[str, Rows]
) -> None:
    for name in ("one", "two"):
        command = [sys.executable, DEMO / "make_workbooks.py", "--out", tmp_path / name]
        subprocess.run(command, check=True, capture_output=True)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (DEMO / "workbooks").glob("*.xlsx"))
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
        # values, not bytes: another zlib may pack the same records otherwise
        assert read(tmp_path / "one" / file) == books[Path(file).stem.split("-", 1)[1]], file


def test_every_division_exists(books: dict[str, Rows], divisions: dict[str, dict[str, str]]) -> None:
    for name, rows in books.items():
        assert {row["区划代码"] for row in rows} <= divisions.keys(), name


def test_committees_have_valid_codes_of_the_pdy_segment(books: dict[str, Rows]) -> None:
    codes = [row["统一社会信用代码"] for row in books["committees"]]
    assert len(set(codes)) == len({code[8:16] for code in codes}) == 3183
    for row, code in zip(books["committees"], codes, strict=True):
        assert code[:2] == {"村民委员会": "54", "居民委员会": "55"}[row["类别"]]
        assert code[2:8] == row["区划代码"][:6]
        assert re.fullmatch(r"PDY\d{5}", code[8:16])
        assert code[16] == organisation_digit(code[8:16])
        assert code[17] == credit_digit(code[:17])


def organisation_digit(body: str) -> str:
    """Source: GB 11714."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_digit(body: str) -> str:
    """Source: GB 32100-2015."""
    total = sum(CODE_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return CODE_LETTERS[-total % 31]


def test_names_of_committees_are_whole_and_different(books: dict[str, Rows]) -> None:
    names = [row["名称"] for row in books["committees"]]
    assert len(set(names)) == 3183
    assert "濮阳市华龙区中原路街道京东社区居民委员会" in names
    for row in books["committees"]:
        assert row["名称"].startswith("濮阳市")
        assert row["名称"].endswith(row["类别"])
        assert not re.search("委会|濮阳县濮阳县|园区河南|村村村|社区社区", row["名称"]), row["名称"]
        assert row["类别"] == "居民委员会" or row["名称"].endswith("村村民委员会")


def test_keys_are_unique_and_references_lead_somewhere(books: dict[str, Rows]) -> None:
    for name, key in {
        "allocations": "拨付编号",
        "rewards": "奖补编号",
        "budgets": "预算编号",
        "member-units": "编号",
        "grid-workers": "网格员编号",
        "qualifications": "证书编号",
        "certifications": "认定编号",
        "consultation-sessions": "协商编号",
        "consultation-problems": "问题编号",
        "centres": "区划代码",
        "communities": "区划代码",
    }.items():
        assert max(Counter(row[key] for row in books[name]).values()) == 1, name
    sessions = {row["协商编号"]: row for row in books["consultation-sessions"]}
    for problem in books["consultation-problems"]:
        session = sessions[problem["所属协商"]]
        assert problem["区划代码"] == session["区划代码"]
        assert problem["提出日期"] >= session["协商日期"]
        assert not problem["解决日期"] or problem["解决日期"] >= problem["提出日期"]
    certified = {row["区划代码"] for row in counted(books, "standards.certified", None, None)}
    assert {row["区划代码"] for row in books["rewards"]} <= certified


def test_certified_communities_have_all_ten_items_and_others_lack_some(books: dict[str, Rows]) -> None:
    certified = {row["区划代码"] for row in counted(books, "standards.certified", None, None)}
    planned = {row["区划代码"] for row in books["plan-items"] if not row["完成日期"]}
    assert len(planned) == 30
    assert planned & certified == set()
    for row in books["communities"]:
        items = list(row.values())[2:]
        assert len(items) == 10
        assert all(item == "是" for item in items) == (row["区划代码"] in certified)


def test_dates_of_elections_are_in_order(books: dict[str, Rows]) -> None:
    for row in books["elections"]:
        assert row["上届届满日期"] <= row["启动日期"] <= row["完成日期"] <= row["应完成日期"]
    current = [row for row in books["elections"] if row["届次"] == "2020-2021"]
    assert len(current) == 3079
    assert min(row["启动日期"] for row in current) == date(2020, 11, 23)
    assert min(row["完成日期"] for row in current) >= date(2020, 12, 5)
    assert max(row["完成日期"] for row in current) == date(2021, 2, 8)


def test_an_earlier_day_gives_other_figures(books: dict[str, Rows]) -> None:
    """Each register has a history, so that a figure which forgets its day is found out."""
    day = date(2020, 6, 30)
    for name, since, until, today in (
        ("centres", "建成日期", "撤销日期", 2952),
        ("certifications", "认定日期", "撤销日期", 93),
        ("qualifications", "批准日期", "失效日期", 141),
        ("member-units", "加入日期", "退出日期", 32),
    ):
        assert len(standing(books[name], since, until, day)) != today == len(standing(books[name], since, until)), name
    assert (
        len(books["consultation-sessions"]) - len(within(books["consultation-sessions"], "协商日期", *LAST_YEAR)) == 300
    )


def test_workbooks_are_small_enough_to_commit() -> None:
    assert sum(path.stat().st_size for path in (DEMO / "workbooks").glob("*.xlsx")) < 3_000_000
