"""Comparing the register with an export of the national system."""

from django.utils.translation import gettext as _

from linli.domains.committees.enums import Role
from linli.domains.committees.models import Committee, Seat
from linli.domains.committees.rules import clean_code
from linli.domains.committees.rules.comparing import Difference, Entry, differences
from linli.kernel.exchange.workbooks import Row, WorkbookRefused, read_upload

# The headers under which exports carry what is compared.
NAMES = ("组织名称", "名称", "单位名称", "机构名称", "自治组织名称")
CODES = ("统一社会信用代码", "信用代码", "代码")
HEADS = ("法定代表人", "法定代表人姓名", "负责人", "主任姓名", "主任")
HEADER_ROWS = 10


def read_export(data: bytes) -> list[Entry]:
    """The committees of an export. Raises WorkbookRefused for a file that is none, or has no columns of name and code."""
    for sheet in read_upload(data):
        for position, row in enumerate(sheet.rows[:HEADER_ROWS]):
            titles = {_text(row, index): index for index in range(len(row.cells))}
            name, code = _column(titles, NAMES), _column(titles, CODES)
            if name is not None and code is not None:
                head = _column(titles, HEADS)
                return [_entry(each, name, code, head) for each in sheet.rows[position + 1 :] if _text(each, name)]
    raise WorkbookRefused(
        "no_columns",
        _("文件里没有找到“组织名称”和“统一社会信用代码”两栏。"),
        _("请用国家系统导出的原表，前%(rows)d行内应有这两个栏目名。") % {"rows": HEADER_ROWS},
    )


def _column(titles: dict[str, int], names: tuple[str, ...]) -> int | None:
    return next((titles[name] for name in names if name in titles), None)


def _text(row: Row, index: int) -> str:
    value = row.cells[index].value if index < len(row.cells) else None
    return "".join(str(value).split()) if value is not None else ""


def _entry(row: Row, name: int, code: int, head: int | None) -> Entry:
    where = _("第%(row)d行") % {"row": row.number}
    return Entry(_text(row, name), clean_code(_text(row, code)), _text(row, head) if head is not None else "", where)


def entries_here() -> list[Entry]:
    """The committees within the scope that have not ended."""
    committees = Committee.objects.filter(dissolved_on=None).select_related("division")
    heads = dict(Seat.objects.filter(role=Role.HEAD, body="", until=None).values_list("division_id", "name"))
    return [
        Entry(each.name, each.code or "", heads.get(each.division_id, ""), each.division.path_name)
        for each in committees.order_by("division_id")
    ]


def compared(there: list[Entry]) -> list[Difference]:
    """What differs between the register and an export."""
    return differences(entries_here(), there)
