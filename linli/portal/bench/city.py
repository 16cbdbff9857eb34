"""A city of full size in a database of its own: places, grids, accounts and dated records, all made up.

Only what is measured is written through the system's own doors; the rest is made by the owner of the tables in bulk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from linli.kernel.divisions.actions import load_tree
from linli.kernel.divisions.models import Division

SINCE = date(2016, 7, 10)
AT = date(2021, 7, 9)
CITY = 410900000000000


@dataclass(frozen=True)
class Size:
    residents: int
    households: int
    records: int
    grids: int
    accounts: int


SIZES = {
    "full": Size(3_770_000, 1_270_000, 10_000_000, 4_000, 10_000),
    "small": Size(100_000, 33_000, 500_000, 400, 1_000),
}


def plant(folder: Path, size: Size) -> None:
    """The city's real places, made-up grids below its villages, and people who work there."""
    with transaction.atomic(), scope.everything("linli bench"):
        load_tree(folder / "data" / "puyang_2021.csv", since=SINCE)
        villages = list(Division.objects.filter(level="village", code__gte=CITY).order_by("code"))
        Division.objects.bulk_create(_grids(villages, size.grids), batch_size=2000)
        _people(villages, size.accounts)


def _grids(villages: list[Division], count: int) -> Iterator[Division]:
    for number in range(count):
        village, place = villages[number % len(villages)], number // len(villages) + 1
        code, name = village.code + place, f"第{place}网格"
        yield Division(
            code=code,
            upper=code + 1,
            level="grid",
            name=name,
            path_name=village.path_name + name,
            parent=village,
            valid_from=SINCE,
        )


def _people(villages: list[Division], count: int) -> None:
    """Accounts that nobody can sign in to: they have no password."""
    units = Unit.objects.bulk_create(
        [Unit(code=f"B-{place.code}", name=f"{place.name}居民委员会", division=place) for place in villages]
    )
    names = ["bench-city", *(f"bench-{number}" for number in range(1, count))]
    users = User.objects.bulk_create([User(username=name, name=name, password=make_password(None)) for name in names])
    posts = Post.objects.bulk_create(
        [
            Post(user=user, unit=units[number % len(units)], role_id="recorder", title="社区工作者", since=SINCE)
            for number, user in enumerate(users)
        ]
    )
    places = [CITY, *(villages[number % len(villages)].code for number in range(1, count))]
    through = Post.divisions.through
    through.objects.bulk_create(
        [through(post_id=post.pk, division_id=place) for post, place in zip(posts, places, strict=True)]
    )
