import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.domains.returns.queries.recognition import Recognised, Recognition, recognise
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.layout import NoHeader
from linli.domains.returns.rules.matching import Match
from linli.domains.returns.rules.subjects import Place
from linli.kernel.divisions import scope
from linli.kernel.exchange.workbooks import WorkbookRefused

SUBJECTS = {
    Subject.DIVISION: "村（社区）",
    Subject.PERSON: "人",
    Subject.HOUSEHOLD: "户",
    Subject.ORGANISATION: "单位",
    Subject.PLACE: "场所",
    Subject.EVENT: "事项",
}
KINDS = {
    Kind.SERIAL: "序号",
    Kind.TEXT: "文字",
    Kind.INT: "整数",
    Kind.NUMBER: "数",
    Kind.DATE: "日期",
    Kind.BOOL: "是否",
    Kind.CHOICE: "选项",
    Kind.ID_NUMBER: "身份证号码",
    Kind.PHONE: "电话",
    Kind.CODE: "代码",
}
PLACES = {Place.CODE: "区划代码", Place.COUNTY: "县（区）", Place.TOWN: "乡镇（街道）", Place.VILLAGE: "村（社区）"}


class Command(BaseCommand):
    help = "填报：build FILE 识别部门下发的表格，列出表头、各列及其对应的已知事实"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["build"], help="识别")
        parser.add_argument("file", metavar="FILE", help="表格文件：.xlsx、.xls或CSV")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以JSON输出")

    def handle(self, *args, what, file, as_json, **options):
        try:
            found = _recognised(Path(file).read_bytes())
        except OSError as problem:
            raise CommandError(f"读不了 {file}：{problem.strerror}") from problem
        except (WorkbookRefused, NoHeader) as problem:
            raise CommandError(str(problem)) from problem
        told = [_told(each) for each in found.sheets]
        if as_json:
            text = {"sheets": told, "without_table": found.without_table}
            self.stdout.write(json.dumps(text, ensure_ascii=False, indent=1))
            return
        for sheet in told:
            self._write(sheet)
        for reason in found.without_table:
            self.stdout.write(f"\n未识别：{reason}")

    def _write(self, sheet: dict[str, Any]) -> None:
        top, bottom = sheet["header_rows"]
        self.stdout.write(f"\n工作表“{sheet['sheet']}” {sheet['title']}")
        self.stdout.write(
            f"表头第{top}至{bottom}行，数据自第{sheet['first_row']}行起，共{sheet['count']}行；每行一个：{SUBJECTS[sheet['subject']]}"
        )
        for column in sheet["columns"]:
            self.stdout.write("  " + _line(column))
        for doubt in sheet["doubts"]:
            self.stdout.write(
                f"  {'错误' if doubt['is_error'] else '注意'} {doubt['cell']}：{doubt['message']}{doubt['remedy']}"
            )


def _recognised(data: bytes) -> Recognition:
    with transaction.atomic(), scope.everything("linli returns build: which facts the dictionary has"):
        return recognise(data)


def _told(sheet: Recognised) -> dict[str, Any]:
    form = sheet.form
    return {
        "sheet": form.sheet,
        "title": form.title,
        "header_rows": form.header_rows,
        "first_row": form.first_row,
        "count": form.count,
        "subject": sheet.subject,
        "columns": [_column(match, sheet.places.get(match.column.index)) for match in sheet.matches],
        "doubts": [
            {"message": each.message, "remedy": each.remedy, "cell": each.cell, "is_error": each.is_error}
            for each in form.doubts
        ],
    }


def _column(match: Match, place: Place | None) -> dict[str, Any]:
    column, known = match.column, match.known
    return {
        "column": column.letters,
        "path": column.path,
        "kind": column.kind,
        "unit": column.unit,
        "choices": column.choices,
        "hint": column.hint,
        "is_hidden": column.is_hidden,
        "is_computed": column.is_computed,
        "place": place,
        "fact": known.code if known else None,
        "fact_name": known.name if known else "",
        "fact_of": known.about if known else "",
        "confidence": match.confidence,
        "reasons": match.reasons,
    }


def _line(column: dict[str, Any]) -> str:
    marks = [KINDS[column["kind"]], column["unit"], "、".join(column["choices"])]
    marks += ["隐藏列"] * column["is_hidden"] + ["公式列"] * column["is_computed"]
    said = f"{column['column']:<3}{'—'.join(column['path'])}（{'；'.join(mark for mark in marks if mark)}）"
    if column["place"]:
        return f"{said} → 所在地：{PLACES[column['place']]}"
    if not column["fact"]:
        return f"{said} → {'新事实' if column['reasons'] else '不对应事实'}"
    whose = f"{column['fact_of']}·" if column["fact_of"] else ""
    return f"{said} → {whose}{column['fact_name']} {column['confidence']}%（{'；'.join(column['reasons'])}）"
