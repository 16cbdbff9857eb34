"""The child's part in reading many small workbooks at once: our own key, and the rows it speaks of. Calamine only."""

import io
import json

import python_calamine as calamine
from read_job import _plain  # the child's own folder stands first in its path

MOST_KEY_ROWS = 200


class Refused(Exception):
    pass


def run(params, data):
    """A line of JSON for each file, in order: {"key", "rows"} or {"code"}."""
    at = 0
    for size in params["sizes"]:
        yield json.dumps(_read(data[at : at + size], params), separators=(",", ":")).encode() + b"\n"
        at += size


def _read(data, params):
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if params["sheet"] not in book.sheet_names:
            return {"code": "no_key"}
        keys = book.get_sheet_by_name(params["sheet"]).to_python(skip_empty_area=False, nrows=MOST_KEY_ROWS)
        key = "".join(str(row[0]) for row in keys if row)
        head = json.loads(key.partition("\n")[2] or "{}")
        name, first = head.get("sheet"), int(head.get("first_row", 1))
        if name not in book.sheet_names:
            return {"code": "no_sheet", "sheet": str(name)[:80]}
        return {"key": key, "rows": _rows(book.get_sheet_by_name(name), first, params)}
    except calamine.PasswordError:
        return {"code": "password"}
    except calamine.CalamineError as error:
        return {"code": "damaged", "why": str(error)}
    except (ValueError, TypeError, AttributeError):
        return {"code": "bad_key"}


def _rows(sheet, first, params):
    if not sheet.start:
        return []
    if sheet.end[0] > params["max_rows"] or sheet.end[1] > params["max_columns"]:
        raise ValueError
    left, found = [None] * sheet.start[1], []
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number >= first:
            row = left + [(value or None) if type(value) is str else _plain(value) for value in values]
            if any(value is not None for value in row):
                found.append([number, row])
    return found
