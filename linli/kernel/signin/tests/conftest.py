"""People at the door: browsers that come from an address, and an authenticator to read codes from."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.test import Client
from django.utils import timezone

from linli.kernel.divisions import scope
from linli.kernel.signin.models import Credential
from tests.cast import PASSWORD

HOME = "203.0.113.7"


class Browser(Client):
    """A client at a network address, which can sign in."""

    def __init__(self, address=HOME, **kwargs):
        super().__init__(REMOTE_ADDR=address, **kwargs)

    def sign_in(self, username, password=PASSWORD, **more):
        return self.post("/sign-in/", {"username": username, "password": password, **more})

    def is_in(self):
        """Whether the pages know this browser's owner."""
        return self.get("/account/").status_code == 200


def code_of(secret, steps_ahead=0):
    """What the telephone shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_ahead))


@pytest.fixture
def browser(db):
    return Browser


@pytest.fixture
def looking(db):
    """The test reads the tables of the door itself."""
    with transaction.atomic(), scope.everything("a test looks at the door"):
        yield


@pytest.fixture
def settled(db):
    """`settled(user)`: the password is the owner's own, and new."""

    def settle(user, **values):
        with transaction.atomic(), scope.everything("a test's account"):
            return Credential.objects.create(user=user, password_set_at=timezone.now(), **values)

    return settle


@pytest.fixture
def enrolled(db, rf):
    """`enrolled(user)` gives the secret of the second factor that the account has from now on."""

    def enrol(user):
        secret = generate_totp_secret()
        with transaction.atomic(), scope.everything("a test's second factor"):
            TOTP.activate(user, secret)
            assert Authenticator.objects.filter(user=user).count() == 1
        return secret

    return enrol
