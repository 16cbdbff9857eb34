"""Building the tree from the published list of division codes."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.divisions.models import NATION, SPAN, Division
from linli.kernel.divisions.scope import TOP

KINDS = {"村委会": "villagers", "居委会": "residents", "类似居委会": "similar", "": ""}
COLUMNS = {"code", "name", "level", "parent_code"}


class BadDivisionList(ValueError):
    """The file is not a list of divisions; the message says which line and why."""


def load_tree(path: Path, *, since: date) -> int:
    """Add the divisions of a published list that are not there yet, and return how many that were.

    The file is CSV in UTF-8 with the columns code (12 digits), name, level, parent_code and, for villages, village_kind. A
    division that is already there is left as it is: places are never edited in place. Raises BadDivisionList.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not set(reader.fieldnames or ()) >= COLUMNS:
            raise BadDivisionList(_("“%(file)s”缺少列：code、name、level、parent_code。") % {"file": path.name})
        rows = list(reader)
    with transaction.atomic():
        known = {division.code: division for division in Division.objects.all()}
        fresh = [nation(since)] if NATION not in known else []
        known.update({division.code: division for division in fresh})
        fresh += _built(rows, known, since)
        Division.objects.bulk_create(fresh, batch_size=2000)
    return len(fresh)


def nation(since: date) -> Division:
    return Division(
        code=NATION,
        upper=TOP,
        level="nation",
        name=_("全国"),
        path_name=_("全国"),
        valid_from=since,
    )


def _built(rows: Iterable[dict[str, str]], known: dict[int, Division], since: date) -> list[Division]:
    built = []
    for number, row in enumerate(rows, start=2):
        try:
            code, level = int(row["code"]) * 1000, row["level"]
            parent = known[int(row["parent_code"]) * 1000 if row["parent_code"] else NATION]
            kind = KINDS[row.get("village_kind") or ""]
            upper = code + SPAN[level]
        except (KeyError, ValueError) as error:
            raise BadDivisionList(
                _("第%(line)d行有误（%(what)s）：上级须在本行之前，层级与类别须为规定的词。")
                % {"line": number, "what": error}
            ) from None
        if code in known:
            continue
        division = Division(
            code=code,
            upper=upper,
            level=level,
            name=row["name"],
            path_name=parent.path_name + row["name"] if parent.code != NATION else row["name"],
            parent=parent,
            village_kind=kind,
            valid_from=since,
        )
        known[code] = division
        built.append(division)
    return built
