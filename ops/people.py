"""The places and people of a rehearsal: one township, villages in it, and one recorder in each."""

import sys
from datetime import date

import django

PASSWORD = "桥头的柳树-1888"  # noqa: S105 - opens a cluster that lives for minutes
TOWNSHIP = 410902001000000
SINCE = date(2019, 1, 1)
# code, span, level, name. Source: 国家统计局 统计用区划代码 2021.
ABOVE = (
    (0, 10**15, "nation", "中华人民共和国"),
    (410000000000000, 10**13, "province", "河南省"),
    (410900000000000, 10**11, "city", "濮阳市"),
    (410902000000000, 10**9, "county", "华龙区"),
    (TOWNSHIP, 10**6, "township", "中原路街道"),
)


def village(number: int) -> int:
    return TOWNSHIP + (number + 1) * 1000


def settle(count: int) -> None:
    """Make `count` villages with one recorder each, account `recorder<number>`. Needs Django set up."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - Django must be set up first
    from django.db import transaction  # noqa: PLC0415

    from linli.kernel.accounts.models import Post, Unit, User  # noqa: PLC0415
    from linli.kernel.divisions import scope  # noqa: PLC0415
    from linli.kernel.divisions.models import Division  # noqa: PLC0415

    villages = [(village(number), 1000, "village", f"第{number + 1}社区") for number in range(count)]
    password = make_password(PASSWORD)
    with transaction.atomic(), scope.everything("people of a rehearsal"):
        above = None
        for code, span, level, name in (*ABOVE, *villages):
            place = Division.objects.create(
                code=code,
                upper=code + span,
                level=level,
                name=name,
                path_name=name,
                parent=above,
                village_kind="residents" if level == "village" else "",
                valid_from=SINCE,
            )
            if level != "village":
                above = place
                continue
            number = (code - TOWNSHIP) // 1000 - 1
            unit = Unit.objects.create(code=f"PDY{number}", name=f"{name}居委会", division=place)
            user = User.objects.create(username=f"recorder{number}", name=f"记录员{number}", password=password)
            post = Post.objects.create(user=user, unit=unit, role_id="recorder", title="社区工作者", since=SINCE)
            post.divisions.set([place])


if __name__ == "__main__":
    django.setup()
    settle(int(sys.argv[1]))
