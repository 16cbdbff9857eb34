"""The residents' homes, the groups that are cared for, and who came and went."""

from datetime import date, datetime

from linli.domains.residents import actions
from linli.domains.residents.models import Resident
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division

from .telling import doing

QUARTERS = ("京东小区", "电业局家属院", "中原路18号院")
GROUPS = ("living_alone", "disabled", "subsistence", "living_alone", "destitute")
HOMES, FAMILY = 12, 3  # households, and people in each
HERE, THERE = "410902001001", "410902001002"


def tell(posts: dict[str, Post], at: datetime) -> None:
    """`posts` are those of the demo's people by account; `at` is the present of the demo."""
    worker, county = posts["jd-village"], posts["hl-county"]
    with doing(worker) as by:
        residents = list(Resident.objects.filter(left_on=None).order_by("id"))
        _settle(residents[: HOMES * FAMILY], by, at)
        _care(residents, by, at)
        _come_and_go(residents[HOMES * FAMILY :], by, at)
    with doing(county) as by:
        _transfer(by, at)


def _settle(residents: list[Resident], by: Post, at: datetime) -> None:
    for number, resident in enumerate(residents):
        home, place = divmod(number, FAMILY)
        actions.settle(
            resident,
            quarter=QUARTERS[home % len(QUARTERS)],
            building=f"{home // 6 + 1}号楼",
            unit=f"{home % 2 + 1}单元",
            room=f"{home % 6 + 1}0{home % 3 + 1}",
            grid_name=f"第{'一二三'[home % 3]}网格",
            household=f"PDY-JD-{home + 1:04d}",
            relation=("head", "spouse", "sibling")[place],
            by=by,
            at=at,
        )


def _care(residents: list[Resident], by: Post, at: datetime) -> None:
    for number, resident in enumerate(residents[::6]):
        actions.add_care(
            resident,
            kind=GROUPS[number % len(GROUPS)],
            since=max(resident.registered_on, date(2020, 6, 1)),
            by=by,
            at=at,
        )


def _come_and_go(residents: list[Resident], by: Post, at: datetime) -> None:
    parent = residents[0]
    for name, sex, born_on in (("周一苗", "2", date(2021, 3, 8)), ("周二苗", "1", date(2021, 6, 20))):
        actions.register_birth(parent, name=name, sex=sex, born_on=max(born_on, parent.registered_on), by=by, at=at)
    for resident in residents[1:4]:
        actions.move_out(
            resident, left_on=max(date(2021, 5, 6), resident.registered_on), left_to="郑州市", by=by, at=at
        )
    for resident in residents[4:6]:
        actions.die(resident, died_on=max(date(2021, 4, 4), resident.registered_on), by=by, at=at)


def _transfer(by: Post, at: datetime) -> None:
    """One person has moved from one community to the other and is waiting for the answer."""
    moved = (
        Resident.objects.filter(division_id=int(HERE) * 1000, left_on=None)
        .exclude(id_fingerprint=None)
        .order_by("-id")[0]
    )
    actions.request_transfer(
        name=moved.name, id_number=moved.id_number.plain, division=get_division(THERE), by=by, at=at
    )
