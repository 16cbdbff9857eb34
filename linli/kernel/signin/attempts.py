"""How often somebody without an account may try: counted for an address and a matter, with a wait that doubles.

Two uses. A wrong code: `failed` after each, `wait_left` before the next. And what is simply to be done seldom, such as putting
a question: `use_up` before each. Nothing here knows whether what was tried exists. Waits go by the
real clock.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from linli.kernel.signin.lockout import FIRST, LONGEST, client_address
from linli.kernel.signin.models import Attempt

FAILURES = 5
# From one address in all matters of one kind: a village may share one, a machine that guesses uses it up.
FAILURES_AT_ADDRESS = 60
KEPT = timedelta(days=1)
COUNT = """INSERT INTO signin_attempt (matter, address, count, last_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (matter, address) DO UPDATE SET last_at = excluded.last_at,
  count = CASE WHEN signin_attempt.last_at < %s THEN 1 ELSE signin_attempt.count + 1 END
RETURNING count"""


def wait_left(request: HttpRequest, matter: str) -> timedelta:
    """How long this address has yet to wait in a matter, such as `consultation.code:12`; zero when it may try."""
    now, address = timezone.now(), _address(request)
    own = Attempt.objects.filter(matter=matter, address=address, last_at__gt=now - LONGEST).first()
    waits = [_wait(own.count, FAILURES) - (now - own.last_at)] if own else []
    of_kind = Attempt.objects.filter(
        matter__startswith=f"{matter.partition(':')[0]}:", address=address, last_at__gt=now - LONGEST
    )
    if (of_kind.aggregate(count=Sum("count"))["count"] or 0) >= FAILURES_AT_ADDRESS:
        waits.append(LONGEST)
    return max([timedelta(), *waits])


def _wait(count: int, limit: int) -> timedelta:
    return min(FIRST * 2 ** min(count - limit, 20), LONGEST) if count >= limit else timedelta()


def failed(request: HttpRequest, matter: str) -> None:
    """Count a failure. It stays when the answer is a refusal; tries that come at once wait for one another."""
    _count(request, matter, LONGEST)


def use_up(request: HttpRequest, matter: str, *, most: int, within: timedelta) -> bool:
    """Count one use. Whether it is still among the `most` that follow each other without a pause of `within`."""
    return _count(request, matter, within) <= most


def _count(request: HttpRequest, matter: str, within: timedelta) -> int:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [matter, _address(request), now, now - within])
        return cursor.fetchone()[0]


def forget(at: datetime) -> int:
    """Delete what no wait depends on any more; gives how many rows."""
    return Attempt.objects.filter(last_at__lt=at - KEPT).delete()[0]


def _address(request: HttpRequest) -> str:
    return client_address(request) or "unknown"
