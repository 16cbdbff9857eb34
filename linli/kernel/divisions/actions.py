"""Building the tree from the published list of division codes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.kernel.divisions.lists import BadDivisionList, read_list
from linli.kernel.divisions.models import NATION, Division
from linli.kernel.divisions.rules.places import Place
from linli.kernel.divisions.scope import TOP

__all__ = ["BadDivisionList", "load_tree", "nation"]

COLUMNS = (
    "code",
    "upper",
    "level",
    "name",
    "path_name",
    "parent_id",
    "village_kind",
    "urban_rural",
    "valid_from",
)


def load_tree(path: Path, *, since: date) -> int:
    """Add the divisions of a published list that are not there yet, and return how many that were.

    A division that is already there is left as it is: what changed since is for `linli divisions diff`. Rows go to the
    database as they are read; the nation's 663,128 take a few seconds and little memory. Raises BadDivisionList.
    """
    with transaction.atomic():
        if not Division.objects.filter(pk=NATION).exists():
            nation(since).save(force_insert=True)
        known = set(Division.objects.values_list("code", flat=True))
        count = 0
        with connection.cursor() as cursor:
            into = f'COPY "{Division._meta.db_table}" ({", ".join(COLUMNS)}) FROM STDIN'
            with cursor.copy(into) as copy:
                for row in _rows(path, since):
                    if row[0] not in known:
                        copy.write_row(row)
                        count += 1
    return count


def nation(since: date) -> Division:
    return Division(
        code=NATION,
        upper=TOP,
        level="nation",
        name=_("全国"),
        path_name=_("全国"),
        valid_from=since,
    )


def _rows(path: Path, since: date) -> Iterator[tuple]:
    above: list[tuple[Place, str]] = []
    for place in read_list(path):
        while above and place.code >= above[-1][0].upper:
            above.pop()
        path_name = (above[-1][1] if above else "") + place.name
        above.append((place, path_name))
        yield (
            place.code,
            place.upper,
            place.level,
            place.name,
            path_name,
            place.parent,
            place.village_kind,
            place.urban_rural,
            since,
        )
