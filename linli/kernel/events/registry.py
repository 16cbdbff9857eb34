"""Named domain events: upward news, told after commit to whoever subscribed."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type, subscriber: Callable[[Any], None]) -> None:
    _subscribers[event].append(subscriber)


def publish(event: Any) -> None:
    """Tell the subscribers of this kind of event once the transaction has committed."""
    for subscriber in _subscribers[type(event)]:
        transaction.on_commit(partial(subscriber, event))


def all_subscriptions() -> dict[type, list[Callable[[Any], None]]]:
    return dict(_subscribers)
