"""Puyang as `make demo` loads it, once for all tests of this folder."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from linli.kernel.divisions.queries import get_division
from linli.portal import actions


@pytest.fixture(scope="package")
def city(package_database, tmp_path_factory):
    """The reference city, loaded by the command that a user has. Gives the passwords of its accounts."""
    folder = tmp_path_factory.mktemp("var")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.VAR_DIR", folder)
        call_command("demo", stdout=io.StringIO())
    lines = (folder / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split()[:2] for line in lines)


@pytest.fixture
def whole(city):
    with transaction.atomic(), scope.everything("journey"):
        yield get_division("410900000000")


@pytest.fixture
def visit(city):
    """visit(username, address) → response, as that account."""

    def go(username, address, **data):
        post = actions.get_post(username)
        client = Client()
        with transaction.atomic(), scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client.post(address, data) if data else client.get(address)

    return go
