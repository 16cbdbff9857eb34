"""Write faulty workbooks of the register of committees: `python demo/make_bad_workbooks.py [--out demo/workbooks-bad]`.

Each has four good rows of the reference city and one trouble; data/expected_faults.csv says which, and where it stands.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent.parent))

from make_workbooks import make_code
from reference_city import committees
from reference_city.registers import CREATED, Register, write

HERE = Path(__file__).parent
GOOD_COUNT = 4
EXCEL_ROWS = 1_048_576
CODE = committees.HEADERS.index("统一社会信用代码")
ISSUED_ON = committees.HEADERS.index("发证日期")
NAME = committees.HEADERS.index("名称")
COMMENTS = (
    "必填，12位数字代码",
    "必填，请从下拉列表选择",
    "必填，填写全称",
    "必填，格式：2021-02-08",
    "选填，18位代码",
    "选填，格式：2021-02-08",
    "选填",
    "选填，格式：2021-02-08",
    "选填，格式：2021-02-08",
    "选填",
    "选填",
)


def faulty(register: Register) -> list[Register]:
    """The register's workbooks with one trouble each, but for the two that are no tables of plain values."""
    rows = [list(row) for row in register.rows[: GOOD_COUNT + 1]]
    good, last = rows[:GOOD_COUNT], rows[GOOD_COUNT]
    code = last[CODE]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    variants = {
        "01-wrong-division-code": [*good, _with(last, {0: "410902001999"})],
        "02-bad-check-digit": [*good, _with(last, {CODE: code[:-1] + ("1" if code[-1] != "1" else "2")})],
        "03-no-such-date": [*good, _with(last, {ISSUED_ON: "2021-02-30"})],
        "04-duplicate-key": [*good, last, _with(good[1], {})],
        "05-comment-row": [list(COMMENTS), *good, last],
        "06-full-width-digits": [
            *good,
            _with(last, {0: last[0].translate(wide), CODE: code.translate(wide), ISSUED_ON: "２０２１年２月８日"}),
        ],
    }
    return [Register(file, register.sheet, register.headers, rows) for file, rows in variants.items()]


def _with(row: list[Any], changes: dict[int, Any]) -> list[Any]:
    return [changes.get(index, value) for index, value in enumerate(row)]


def write_formula(register: Register, folder: Path) -> None:
    """A name that is computed: `=A2&"村民委员会"`."""
    with xlsxwriter.Workbook(folder / "07-formula.xlsx", {"default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(register.sheet)
        sheet.write_row(0, 0, register.headers)
        for number, row in enumerate(register.rows[: GOOD_COUNT + 1], start=1):
            sheet.write_row(number, 0, row)
        name = register.rows[GOOD_COUNT][NAME]
        sheet.write_formula(GOOD_COUNT + 1, NAME, f'="{name[:3]}"&"{name[3:]}"', value=name)


def write_empty_rows(register: Register, folder: Path) -> None:
    """Someone formatted whole columns: every row down to the last that Excel knows exists, and holds nothing."""
    with xlsxwriter.Workbook(folder / "08-million-empty-rows.xlsx", {"default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.set_properties({"created": CREATED})
        sheet = workbook.add_worksheet(register.sheet)
        text = workbook.add_format({"num_format": "@"})
        sheet.write_row(0, 0, register.headers)
        for number, row in enumerate(register.rows[: GOOD_COUNT + 1], start=1):
            sheet.write_row(number, 0, row)
        for number in range(GOOD_COUNT + 2, EXCEL_ROWS):
            sheet.set_row(number, None, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "workbooks-bad")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    [register] = committees.registers(make_code)
    for variant in faulty(register):
        write(variant, folder)
    write_formula(register, folder)
    write_empty_rows(register, folder)
    (folder / "not-a-workbook.xlsx").write_text("这不是工作簿，只是改了扩展名的文本文件。\n", encoding="utf-8")
    print("\n".join(sorted(path.name for path in folder.glob("*.xlsx"))))


if __name__ == "__main__":
    main()
