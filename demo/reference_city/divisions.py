"""The real divisions of the city, read from data/puyang_2021.csv."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "data" / "puyang_2021.csv"
COMMITTEE_KINDS = {"村委会": "村民委员会", "居委会": "居民委员会"}  # the 18 areas of kind 类似居委会 have no committee
# Communities that were villages not long ago keep a village's name; the programme for urban communities takes them last.
VILLAGE_ENDINGS = tuple("庄屯村寨楼集合碾占消拐户店湖海城头")
INDUSTRIAL_ZONE = "410971"  # all its communities are such


@dataclass(frozen=True)
class Division:
    code: str
    name: str
    level: str
    parent_code: str
    village_kind: str

    @property
    def county_code(self) -> str:
        return self.code[:6]

    @property
    def kind(self) -> str:
        """村民委员会 or 居民委员会; a KeyError for a division without a committee."""
        return COMMITTEE_KINDS[self.village_kind]

    @property
    def is_street(self) -> bool:
        """Whether the township part of the code is that of a street (街道), 001 to 099."""
        return 1 <= int(self.code[6:9]) <= 99

    @property
    def stem(self) -> str:
        """The name without 村委会 and the like, which some names carry twice."""
        stem = self.name
        for ending in ("居民委员会", "居委会", "村民委员会", "村委会", "村委会"):
            stem = stem.removesuffix(ending)
        return stem


@cache
def all_divisions() -> dict[str, Division]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as lines:
        return {
            row["code"]: Division(row["code"], row["name"], row["level"], row["parent_code"], row["village_kind"])
            for row in csv.DictReader(lines)
        }


@cache
def with_committee() -> tuple[Division, ...]:
    """The 3,183 villages and communities that have a committee, by code."""
    return tuple(
        division for _, division in sorted(all_divisions().items()) if division.village_kind in COMMITTEE_KINDS
    )


@cache
def townships() -> tuple[Division, ...]:
    return tuple(division for _, division in sorted(all_divisions().items()) if division.level == "township")


@cache
def counties() -> tuple[Division, ...]:
    """The county-level divisions that have townships: not 市辖区, which only statistics knows."""
    parents = {township.parent_code for township in townships()}
    return tuple(all_divisions()[code] for code in sorted(parents))


def short_name(division: Division) -> str:
    """The name without that of the county or zone, which some names of townships repeat."""
    parent = all_divisions().get(division.parent_code)
    if parent is None or division.level != "township":
        return division.name
    return division.name.removeprefix(parent.name)


def full_name(division: Division) -> str:
    """`濮阳市华龙区中原路街道`: the path from the city down to a township or county."""
    if division.level == "city":
        return division.name
    above = all_divisions()[division.parent_code]
    if division.level == "county":
        return above.name + division.name.removeprefix("河南")
    return full_name(above) + short_name(division)


def urban_communities(count: int) -> tuple[Division, ...]:
    """The communities of the programme: urban ones of the streets, then those of the county towns, then other ones of streets."""

    def rank(division: Division) -> tuple[int, str]:
        was_village = (
            division.stem.removesuffix("社区").endswith(VILLAGE_ENDINGS) or division.county_code == INDUSTRIAL_ZONE
        )
        in_county_town = division.code[6:9] == "100"
        group = 0 if division.is_street and not was_village else 1 if in_county_town and not was_village else 2
        return (group if group < 2 or division.is_street else 3, division.code)

    residents = [division for division in with_committee() if division.kind == "居民委员会"]
    return tuple(sorted(sorted(residents, key=rank)[:count], key=lambda division: division.code))
