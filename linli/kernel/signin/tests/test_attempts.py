"""Tries without an account: counted for an address and a matter, with a wait that doubles."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from linli.kernel.signin import attempts
from linli.kernel.signin.lockout import FIRST, LONGEST
from linli.kernel.signin.models import Attempt

MATTER = "tests.code:1"


def asked_from(address="192.0.2.7"):
    return RequestFactory().post("/", REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        (attempts.FAILURES - 1, timedelta()),
        (attempts.FAILURES, FIRST),
        (attempts.FAILURES + 1, 2 * FIRST),
        (attempts.FAILURES + 30, LONGEST),
    ],
)
def test_wait_begins_at_the_limit_and_doubles_to_an_hour(everywhere, failures, wait):
    for _try in range(failures):
        attempts.failed(asked_from(), MATTER)

    left = attempts.wait_left(asked_from(), MATTER)

    assert wait - timedelta(seconds=5) <= left <= wait
    assert attempts.wait_left(asked_from("192.0.2.8"), MATTER) == timedelta()
    assert attempts.wait_left(asked_from(), "tests.code:2") == timedelta()


@pytest.mark.parametrize(("count", "waits"), [(-1, False), (0, True), (1, True)])
def test_many_matters_of_one_kind_lock_the_address(everywhere, count, waits):
    for number in range(attempts.FAILURES_AT_ADDRESS + count):
        attempts.failed(asked_from(), f"tests.code:{number}")

    assert (attempts.wait_left(asked_from(), "tests.code:new") == LONGEST) is waits
    assert attempts.wait_left(asked_from(), "tests.other:1") == timedelta()


def test_failures_of_more_than_an_hour_ago_do_not_count(everywhere):
    Attempt.objects.create(
        matter=MATTER, address="192.0.2.7", count=99, last_at=timezone.now() - LONGEST - timedelta(seconds=1)
    )
    assert attempts.wait_left(asked_from(), MATTER) == timedelta()
    attempts.failed(asked_from(), MATTER)
    assert Attempt.objects.get().count == 1


def test_uses_are_counted_until_a_pause(everywhere):
    hour = timedelta(hours=1)
    assert [attempts.use_up(asked_from(), MATTER, most=2, within=hour) for _use in range(3)] == [True, True, False]
    Attempt.objects.update(last_at=timezone.now() - hour - timedelta(seconds=1))
    assert attempts.use_up(asked_from(), MATTER, most=2, within=hour)
