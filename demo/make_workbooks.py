"""Write the workbooks of the reference city: `python demo/make_workbooks.py [--out demo/workbooks]`.

One workbook for each register, numbered in the order in which they are to be imported. The same program gives the same bytes.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the clone itself: `linli` need not be installed

from reference_city import (
    committees,
    consultation,
    coordination,
    elections,
    funds,
    grid,
    residents,
    standards,
    workforce,
)
from reference_city.divisions import Division
from reference_city.registers import Register, write

from linli.domains.committees import rules

HERE = Path(__file__).parent
KINDS = {"村民委员会": "villagers", "居民委员会": "residents"}


def make_code(division: Division, serial: int) -> str:
    """A unified social credit code of the PDY segment, which no real organisation has."""
    return rules.make_code(KINDS[division.kind], division.county_code, serial)


def registers() -> list[Register]:
    found = [
        *committees.registers(make_code),
        *elections.registers(),
        *funds.registers(standards.certified_communities()),
        *coordination.registers(),
        *grid.registers(),
        *standards.registers(),
        *workforce.registers(),
        *consultation.registers(),
        *residents.registers(),
    ]
    return sorted(found, key=lambda register: register.file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "workbooks")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for register in registers():
        path = write(register, folder)
        print(f"{path.name}  {register.sheet}  {len(register.rows)}")


if __name__ == "__main__":
    main()
