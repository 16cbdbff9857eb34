"""Who does a deed, and when: what every story is told with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope


@contextmanager
def doing(post: Post) -> Iterator[Post]:
    """One deed: a transaction in the scope of the post that does it."""
    with transaction.atomic(), scope.entered(post.scope):
        yield post


def on(at: datetime, month: int, day: int, hour: int = 9) -> datetime:
    """An hour of the demo's year."""
    return datetime.combine(date(at.year, month, day), time(hour), tzinfo=at.tzinfo)


def ago(at: datetime, days: int, hour: int = 9) -> datetime:
    """An hour of the day so many days before the demo's."""
    return datetime.combine(at.date() - timedelta(days=days), time(hour), tzinfo=at.tzinfo)
