"""The statements of the roster: each looks at all its rows at once. `s` is a staged row, `r` a resident.

Rows to be dealt with otherwise are people with a file elsewhere in the city. A blank cell never takes away what a file holds.
"""

from linli.domains.residents.enums import HouseholdKind, ResidentKind, TagSource
from linli.domains.residents.imports.columns import CELLS, RESIDENT
from linli.domains.residents.models import Resident
from linli.kernel.exchange.models import Kind
from linli.kernel.exchange.table_writes import cast

TABLE = "residents_resident"
SECRETS = ("id_number", "phone", "phone_fingerprint")
# What a file keeps whatever a later roster says.
KEPT = ("registered_on", "joined", "left_reason", "source", *SECRETS)
STAGED = "exchange_staged"
SAME_PLACE = "r.division_id / 1000 = s.division_id / 1000"


def cell(name: str) -> str:
    return f"s.c{CELLS.index(name):02d}"


def value(name: str) -> str:
    """A staged cell in the type of the resident's column."""
    return cast(Resident._meta.get_field(name), cell(name))  # type: ignore[arg-type]


def _said(name: str) -> str:
    """What the row says where it says something, else what the file holds."""
    if name == "left_on":
        return f"greatest({value(name)}, CASE WHEN {cell(name)} IS NOT NULL THEN r.registered_on END, r.left_on)"
    if name == "is_separated":
        return value(name)
    return (
        f"coalesce(nullif({cell(name)}, ''), r.{name})"
        if value(name) == cell(name)
        else f"coalesce({value(name)}, r.{name})"
    )


COMPARED = [name for name in RESIDENT if name not in KEPT]
PHONE = f"decode({cell('phone_fingerprint')}, 'hex')"
IS_CHANGED = (
    f"ROW({', '.join(f'r.{name}' for name in COMPARED)}) IS DISTINCT FROM ROW({', '.join(map(_said, COMPARED))}) "
    f"OR {PHONE} IS DISTINCT FROM coalesce(r.phone_fingerprint, {PHONE}) "
    f"OR ({PHONE} IS NOT NULL AND r.phone_fingerprint IS NULL)"
)
SAME_PERSON = "r.id_fingerprint = s.mark AND r.left_on IS NULL"
# Who has no number is known by name, birth and community.
SAME_NAME = (
    "s.mark IS NULL AND r.id_fingerprint IS NULL AND r.left_on IS NULL "
    f"AND r.division_id = s.division_id AND r.name = {cell('name')} AND r.born_on IS NOT DISTINCT FROM {value('born_on')}"
)

MATCH_HERE = f"""
UPDATE {STAGED} t SET record_id = found.id, record_version = found.version,
  kind = CASE WHEN found.is_changed THEN {Kind.CHANGED} ELSE {Kind.UNCHANGED} END
FROM (
  SELECT s.upload_id, s.division_id, s."row", r.id, r.version, {IS_CHANGED} AS is_changed
  FROM {STAGED} s JOIN {TABLE} r ON {SAME_PERSON} AND {SAME_PLACE} WHERE s.upload_id = %s
) found
WHERE t.upload_id = found.upload_id AND t.division_id = found.division_id AND t."row" = found."row"
"""
MATCH_UNNUMBERED = f"""
UPDATE {STAGED} t SET record_id = found.id, record_version = found.version,
  kind = CASE WHEN found.is_changed THEN {Kind.CHANGED} ELSE {Kind.UNCHANGED} END
FROM (
  SELECT s.upload_id, s.division_id, s."row", r.id, r.version, {IS_CHANGED} AS is_changed
  FROM {STAGED} s JOIN {TABLE} r ON {SAME_NAME} WHERE s.upload_id = %s
) found
WHERE t.upload_id = found.upload_id AND t.division_id = found.division_id AND t."row" = found."row"
"""
MARK_ELSEWHERE = f"""
UPDATE {STAGED} t SET kind = {Kind.OTHERWISE} FROM (
  SELECT s.division_id, s."row" FROM {STAGED} s JOIN {TABLE} r ON {SAME_PERSON} AND NOT {SAME_PLACE}
  WHERE s.upload_id = %s AND s.kind = {Kind.FRESH}
) found
WHERE t.upload_id = %s AND t.division_id = found.division_id AND t."row" = found."row"
"""
CHANGED_SINCE = f"""
SELECT s."row" FROM {STAGED} s LEFT JOIN {TABLE} r ON r.id = s.record_id
WHERE s.upload_id = %s AND s.kind = {Kind.CHANGED} AND r.version IS DISTINCT FROM s.record_version
"""
ENTERED_SINCE = f"""
SELECT s."row" FROM {STAGED} s JOIN {TABLE} r ON {SAME_PERSON} WHERE s.upload_id = %s AND s.kind = {Kind.FRESH}
"""
ELSEWHERE = f"""
SELECT {cell("name")}, {value("id_number")}, s.division_id FROM {STAGED} s
WHERE s.upload_id = %s AND s.kind = {Kind.OTHERWISE} ORDER BY s."row"
"""


def within(alias: str) -> str:
    """In the portion that is being written: [low, high)."""
    return f"{alias}.division_id >= %(low)s AND {alias}.division_id < %(high)s"


STAGED_WITHIN = f"s.upload_id = %(upload)s AND {within('s')}"
WRITTEN = f"{STAGED_WITHIN} AND s.kind IN ({Kind.FRESH}, {Kind.CHANGED})"
ADDRESS = cell("address_norm")
DWELLINGS = f"""
INSERT INTO residents_dwelling (division_id, quarter, building, unit, room, grid_name, version, created_at, updated_at)
SELECT s.division_id, min({cell("quarter")}), '', '', min({cell("room")}), min({cell("grid_name")}), 1, %(at)s, %(at)s
FROM {STAGED} s WHERE {WRITTEN} AND {ADDRESS} IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM residents_dwelling d WHERE d.division_id = s.division_id AND d.address_norm = {ADDRESS} AND {within("d")})
GROUP BY s.division_id, {ADDRESS} ORDER BY s.division_id, {ADDRESS}
ON CONFLICT (division_id, address_norm) DO NOTHING
"""
HOUSEHOLDS = f"""
INSERT INTO residents_household (division_id, number, kind, dwelling_id, registered_on, version, created_at, updated_at)
SELECT h.division_id, h.number, '{HouseholdKind.FAMILY.value}', d.id, %(today)s, 1, %(at)s, %(at)s
FROM (
  SELECT s.division_id, {cell("household")} AS number, min({ADDRESS}) AS address FROM {STAGED} s
  WHERE {WRITTEN} AND {cell("household")} IS NOT NULL GROUP BY s.division_id, {cell("household")}
) h LEFT JOIN residents_dwelling d ON d.division_id = h.division_id AND d.address_norm = h.address AND {within("d")}
WHERE NOT EXISTS (
  SELECT 1 FROM residents_household old
  WHERE old.division_id = h.division_id AND old.number = h.number AND {within("old")})
ORDER BY h.division_id, h.number
"""
HOME = f"""
LEFT JOIN residents_dwelling d ON d.division_id = s.division_id AND d.address_norm = {ADDRESS} AND {within("d")}
LEFT JOIN residents_household h
  ON h.division_id = s.division_id AND h.number = {cell("household")} AND {within("h")}
"""


def _new(name: str) -> str:
    return f"coalesce(nullif({cell(name)}, ''), '{ResidentKind.PERMANENT.value}')" if name == "kind" else value(name)


INSERT = f"""
INSERT INTO {TABLE} (division_id, dwelling_id, household_id, version, created_at, updated_at, id_fingerprint,
  {", ".join(RESIDENT)})
SELECT s.division_id, d.id, h.id, 1, %(at)s, %(at)s, s.mark,
  {", ".join(map(_new, RESIDENT))}
FROM {STAGED} s {HOME} WHERE {STAGED_WITHIN} AND s.kind = {Kind.FRESH}
"""
UPDATE = f"""
UPDATE {TABLE} r SET version = r.version + 1, updated_at = %(at)s,
  {", ".join(f"{name} = {_said(name)}" for name in COMPARED)},
  left_reason = CASE WHEN r.left_on IS NULL THEN {cell("left_reason")} ELSE r.left_reason END,
  phone = CASE WHEN {PHONE} IS DISTINCT FROM r.phone_fingerprint THEN coalesce({value("phone")}, r.phone) ELSE r.phone END,
  phone_fingerprint = coalesce({PHONE}, r.phone_fingerprint),
  dwelling_id = coalesce(home.dwelling_id, r.dwelling_id), household_id = coalesce(home.household_id, r.household_id)
FROM {STAGED} s JOIN LATERAL (
  SELECT (SELECT d.id FROM residents_dwelling d WHERE d.division_id = s.division_id AND d.address_norm = {ADDRESS}) AS dwelling_id,
    (SELECT h.id FROM residents_household h WHERE h.division_id = s.division_id AND h.number = {cell("household")}) AS household_id
) home ON true
WHERE {STAGED_WITHIN} AND {within("r")} AND s.kind = {Kind.CHANGED}
  AND r.id = s.record_id AND r.version = s.record_version
"""


def _belongings(table: str, words: str, more: str = "", values: str = "") -> str:
    """What people are from today on, where they are not already."""
    return f"""INSERT INTO {table} (division_id, resident_id, kind, since, version, created_at, updated_at{more})
SELECT p.division_id, p.id, word, %(today)s, 1, %(at)s, %(at)s{values}
FROM people p CROSS JOIN LATERAL unnest(string_to_array(p.{words}, ',')) AS word
WHERE NOT EXISTS (SELECT 1 FROM {table} b WHERE b.resident_id = p.id AND b.kind = word AND b.until IS NULL)"""


# Few rows have a mark: each looks its person up by number (OFFSET keeps it so), instead of all residents being read.
BELONGINGS = f"""
WITH marked AS MATERIALIZED (
  SELECT s.division_id, s.mark, {cell("name")}, {cell("born_on")}, {cell("cares")} AS cares, {cell("tags")} AS tags
  FROM {STAGED} s WHERE {WRITTEN} AND ({cell("cares")} IS NOT NULL OR {cell("tags")} IS NOT NULL)
), people AS MATERIALIZED (
  SELECT found.division_id, found.id, s.cares, s.tags
  FROM marked s CROSS JOIN LATERAL (
    SELECT r.division_id, r.id FROM {TABLE} r WHERE {SAME_PERSON} AND {SAME_PLACE} OFFSET 0
  ) found
  UNION ALL
  SELECT r.division_id, r.id, s.cares, s.tags FROM marked s JOIN {TABLE} r ON {SAME_NAME} AND {within("r")}
), tagged AS (
  {_belongings("residents_tag", "tags")}
)
{_belongings("residents_care", "cares", ", source", f", '{TagSource.PERSON.value}'")}
"""
