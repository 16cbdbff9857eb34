"""Workbooks in and out as plain rows: guarded reading, marking of faults, writing, values of cells. Knows no model."""

from linli.kernel.exchange.workbooks.guard import Limits, WorkbookRefused, check_upload
from linli.kernel.exchange.workbooks.headers import Header, find_header, is_comment_row
from linli.kernel.exchange.workbooks.marking import Fault, mark_faults
from linli.kernel.exchange.workbooks.reading import (
    FAULTS_SHEET,
    Cell,
    Row,
    Sheet,
    column_letters,
    read_csv,
    read_upload,
    read_workbook,
)
from linli.kernel.exchange.workbooks.values import (
    ValueFault,
    to_bool,
    to_choice,
    to_code,
    to_date,
    to_fen,
    to_int,
    to_text,
)
from linli.kernel.exchange.workbooks.writing import ColumnOut, SheetOut, write_template, write_workbook

__all__ = [
    "FAULTS_SHEET",
    "Cell",
    "ColumnOut",
    "Fault",
    "Header",
    "Limits",
    "Row",
    "Sheet",
    "SheetOut",
    "ValueFault",
    "WorkbookRefused",
    "check_upload",
    "column_letters",
    "find_header",
    "is_comment_row",
    "mark_faults",
    "read_csv",
    "read_upload",
    "read_workbook",
    "to_bool",
    "to_choice",
    "to_code",
    "to_date",
    "to_fen",
    "to_int",
    "to_text",
    "write_template",
    "write_workbook",
]
