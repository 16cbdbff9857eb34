"""Puyang as `make demo` loads it, once for all tests of this folder."""

import io

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.test.testcases import LiveServerThread

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


@pytest.fixture(scope="package")
def address(city):
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="package")
def signed_in(city, address, chromium):
    """signed_in(username) → the cookies of a session begun through the sign-in form."""
    states = {}

    def state_of(username):
        if username not in states:
            context = chromium.new_context(base_url=address, locale="zh-CN")
            page = context.new_page()
            page.goto("/sign-in/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", city[username])
            page.click("main button")
            page.wait_for_url(lambda url: "sign-in" not in url)
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return state_of


@pytest.fixture
def look(address, chromium, signed_in):
    contexts = []

    def open_page(username, path, width):
        """As an account, or as a stranger where there is none."""
        context = chromium.new_context(
            base_url=address,
            storage_state=signed_in(username) if username else None,
            viewport={"width": width, "height": 844},
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
