"""List pages over all residents: server time of searches, filters and deep pages, as a clerk would ask for them."""

import re
from functools import partial
from html import unescape

from django.db import transaction
from django.test import Client

from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.portal.bench.measuring import Line, Report, percentile_ms

LIMIT_MS = 150
FOLLOWING = re.compile(r'id="page-next" href="([^"]*)"')


def measure(report: Report, post: Post) -> None:
    report.section("居民名册页面（全市范围，服务器时间）")
    client = signed_in(post)
    with transaction.atomic(), scope.entered(post.scope):
        names = list(Resident.objects.order_by("-id").values_list("name", flat=True)[:200])
    searches = [f"{RESIDENT.url()}?q={name}" for name in names[:60]]
    searches += [f"{RESIDENT.url()}?q={name[:2]}" for name in names[60:100]]
    filters = [f"{RESIDENT.url()}?division={code}" for code in _villages()]
    for title, addresses in (("按姓名查找", searches), ("按社区筛选", filters), ("首页", [RESIDENT.url()] * 20)):
        taken = percentile_ms([partial(opened, client, address) for address in addresses], 0.95)
        report.add(Line(f"{title} 第95百分位", taken, "ms", LIMIT_MS, note=f"{len(addresses)} 次"))
    _deep(report, client)


def signed_in(post: Post) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    with transaction.atomic(), scope.entered(scope.NOTHING):
        client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
    return client


def opened(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} → {answer.status_code}")
    return answer.content.decode()


def _villages() -> list[str]:
    with transaction.atomic(), scope.everything("linli bench"):
        codes = Resident.objects.order_by().values_list("division_id", flat=True).distinct()[:400:10]
        return [f"{code // 1000:012d}" for code in codes]


def _deep(report: Report, client: Client) -> None:
    """Follow the pager fifty times, and compare the last pages with the first."""
    address, addresses = RESIDENT.url(), []
    for _page in range(50):
        addresses.append(address)
        found = FOLLOWING.search(opened(client, address))
        if found is None:
            break
        address = unescape(found.group(1))
    first = percentile_ms([partial(opened, client, each) for each in addresses[:10]], 0.5)
    last = percentile_ms([partial(opened, client, each) for each in addresses[-10:]], 0.5)
    note = f"第 {len(addresses)} 页 {last:.0f} ms，首页 {first:.0f} ms"
    report.add(Line("往后翻页 ÷ 首页", last / first, "倍", 1.5, note=note))
