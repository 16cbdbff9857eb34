import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from linli.domains.returns.actions.merging import as_json, last_period, merge, to_json_bytes, write_csv
from linli.domains.returns.models import Request
from linli.domains.returns.queries.merging import Detail, Wanted
from linli.domains.returns.queries.recognition import Recognised, Recognition, recognise
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.layout import NoHeader
from linli.domains.returns.rules.matching import Match
from linli.domains.returns.rules.subjects import Place
from linli.kernel.audit.deeds import Refused
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
    help = "填报：build FILE 识别部门下发的表格，列出表头、各列及其对应的已知事实；merge ID --out FILE.xlsx 按部门原表汇总已报送的"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["build", "merge"], help="build 识别，merge 汇总")
        parser.add_argument("file", metavar="FILE|ID", help="build：表格文件（.xlsx、.xls或CSV）；merge：报表的编号")
        parser.add_argument("--out", metavar="FILE", help="merge：汇总写到这个文件（.xlsx、.csv或.json）")
        parser.add_argument(
            "--period", metavar="DAY", type=date.fromisoformat, help="merge：所属期的第一天，默认最近一期"
        )
        parser.add_argument("--detail", choices=[*Detail], default=Detail.ROW, help="merge：每行是什么")
        parser.add_argument(
            "--subtotals", nargs="*", default=(), choices=["township", "county"], help="merge：哪几级加小计"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="以JSON输出")

    def handle(self, *args, what, file, as_json, **options):
        if what == "merge":
            self._merge(file, **options)
        else:
            self._build(file, as_json=as_json)

    def _merge(self, number: str, *, out: str | None, period: date | None, detail: str, subtotals, **options) -> None:
        """By the operator, of the whole city; personal values stay hidden."""
        if not out or not number.isdecimal():
            raise CommandError("请写明报表的编号和汇总写到的文件，如：linli returns merge 3 --out 汇总.xlsx")
        with transaction.atomic(), scope.everything("linli returns merge, by the operator"):
            request = Request.objects.filter(pk=int(number)).first()
            period = period or (last_period(request) if request else None)
            if request is None or period is None:
                raise CommandError(f"没有编号为{number}的报表，或者它还没有下发。")
            wanted = Wanted(request, period, detail=Detail(detail), subtotals=frozenset(subtotals))
            try:
                count = self._write_result(wanted, Path(out))
            except OSError as problem:
                raise CommandError(f"写不了 {out}：{problem.strerror}") from problem
            except (WorkbookRefused, Refused) as problem:
                raise CommandError(str(problem)) from problem
        self.stdout.write(f"{request.title} {period}：{count}行 → {out}")

    def _write_result(self, wanted: Wanted, path: Path) -> int:
        if path.suffix == ".json":
            said = as_json(wanted)
            path.write_bytes(to_json_bytes(said))
            return len(said["rows"])
        draft = path.with_name(f"{path.name}.part")
        with draft.open("wb") as file:
            count = write_csv(wanted, file) if path.suffix == ".csv" else merge(wanted, file)
        draft.replace(path)
        return count

    def _build(self, file: str, *, as_json: bool) -> None:
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
    """With the dictionary of facts where there is a database that has one; registers and figures are known without it."""
    try:
        with transaction.atomic(), scope.everything("linli returns build reads the dictionary of facts"):
            return recognise(data)
    except DatabaseError:
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
