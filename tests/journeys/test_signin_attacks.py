"""Attacks at the door (classes 8, 10, 14, 19, 22, 24 and brute force). Each is tried as it is, and again with its guard
taken away: then it must succeed, or the test would prove nothing."""

import json
import re
from contextlib import contextmanager

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from axes.models import AccessAttempt
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from linli.kernel.accounts.models import User
from linli.kernel.divisions import scope
from linli.kernel.signin import adapters, codes, forms, lockout, middleware, views
from linli.kernel.signin.tests.conftest import Browser, code_of, enrolled, looking, settled  # noqa: F401 - fixtures
from tests.attacks.routes import OPEN_TO_STRANGERS, all_routes
from tests.cast import PASSWORD

WRONG = "不对的密码-1"


@contextmanager
def seeing():
    with transaction.atomic(), scope.everything("a test looks at the door"):
        yield


def shown(answer):
    """What the answer says, without what is different each time or was typed."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", answer.content.decode())
    return answer.status_code, re.sub(r'value="[^"]*"', "", text), answer.headers.get("Location")


# 8: whether an account exists


@pytest.fixture
def accounts(hualong_officer, qingfeng_officer, village_worker):
    """One that is there, one that is closed, one without a password of its own."""
    with seeing():
        User.objects.filter(username="qingfeng").update(is_active=False)
        User.objects.filter(username="jingdong").update(password="!")
    return {"hualong": WRONG, "qingfeng": PASSWORD, "jingdong": WRONG, "nobody": WRONG}


def answers(accounts, tries=1):
    found = {}
    for number, (name, password) in enumerate(accounts.items()):
        browser = Browser(f"198.51.100.{number}")
        found[name] = [shown(browser.sign_in(name, password)) for _try in range(tries)]
    return list(found.values())


def test_every_account_gets_the_same_answers_up_to_the_lock(accounts):
    first, *rest = answers(accounts, tries=7)

    assert [status for status, _text, _onward in first] == [422, 422, 422, 422, 429, 429, 429]
    assert all(each == first for each in rest)


def test_a_friendlier_answer_would_be_noticed(accounts, monkeypatch):
    def tell(self, request, **credentials):
        if not User.objects.filter(username=credentials["username"]).exists():
            raise self.validation_error("unknown_email")

    monkeypatch.setattr(adapters.AccountAdapter, "authentication_failed", tell)
    first, *rest = answers(accounts)

    assert not all(each == first for each in rest)


def hashes(accounts, monkeypatch):
    """How many passwords are hashed for each account: that is what takes time."""
    made, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))
    found = []
    for number, (name, password) in enumerate(accounts.items()):
        made.clear()
        Browser(f"198.51.100.{number}").sign_in(name, password)
        found.append(len(made))
    return found


def test_every_account_takes_the_same_time(accounts, monkeypatch):
    assert set(hashes(accounts, monkeypatch)) == {1}


def test_without_the_idle_hash_an_unknown_account_would_be_quicker(accounts, monkeypatch):
    def naive(self, request, username=None, password=None, **kwargs):
        user = User.objects.filter(username=username).first()
        return user if user and user.check_password(password) else None

    monkeypatch.setattr(ModelBackend, "authenticate", naive)

    assert len(set(hashes(accounts, monkeypatch))) > 1


# brute force


def gets_in_after(failures, username="hualong", address="203.0.113.7"):
    browser = Browser(address)
    for _failure in range(failures):
        browser.sign_in(username, WRONG)
    return browser.sign_in(username).status_code == 302


def later(**ago):
    from datetime import timedelta

    with seeing():
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**ago))


def test_an_account_is_locked_at_the_address_of_the_failures(hualong_officer):
    assert gets_in_after(4)
    assert not gets_in_after(5)


def test_without_the_lock_a_guesser_goes_on(hualong_officer, settings):
    settings.AXES_ENABLED = False

    assert gets_in_after(20)


def test_a_stranger_locks_nobody_out_elsewhere(hualong_officer):
    assert not gets_in_after(50, address="198.51.100.66")
    assert gets_in_after(0)


def test_counted_for_the_account_alone_a_stranger_would(hualong_officer, settings):
    settings.AXES_LOCKOUT_PARAMETERS = ["username"]

    assert not gets_in_after(50, address="198.51.100.66")
    assert not gets_in_after(0)


def test_each_failure_after_the_lock_doubles_the_wait(hualong_officer):
    assert not gets_in_after(5)
    waits = []
    for _round in range(4):
        wait = 0
        while "Retry-After" in (answer := Browser().sign_in("hualong", WRONG)).headers and wait < 200:
            seconds = int(answer.headers["Retry-After"])
            later(seconds=seconds)
            wait += seconds // 60
            if Browser().sign_in("hualong", WRONG).status_code == 429:
                break
        waits.append(wait)

    assert waits == [1, 2, 4, 8]


def test_many_accounts_tried_from_one_address_slow_the_address(hualong_officer, settings):
    settings.LINLI_LOCK_ADDRESS_AFTER = 20
    browser = Browser()
    for number in range(20):
        browser.sign_in(f"someone-{number}", WRONG)

    assert not gets_in_after(0)
    assert gets_in_after(0, address="198.51.100.66")


def test_without_the_limit_of_an_address_they_would_not(hualong_officer, settings):
    settings.LINLI_LOCK_ADDRESS_AFTER = 1000
    for number in range(20):
        Browser().sign_in(f"someone-{number}", WRONG)

    assert gets_in_after(0)


@pytest.mark.parametrize("name", ["HUALONG", "Hualong", "ｈualong", "hualonɡ"])
def test_a_name_written_otherwise_is_another_account(name, hualong_officer):
    assert Browser().sign_in(name).status_code == 422


@pytest.mark.parametrize("proxies, gets_round", [(0, False), (1, False)])
def test_an_address_that_the_caller_made_up_does_not_count(proxies, gets_round, hualong_officer, settings):
    settings.LINLI_PROXIES = proxies
    for number in range(6):
        told = f"192.0.2.{number}, 203.0.113.7"
        Client(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=told).post(
            "/sign-in/", {"username": "hualong", "password": WRONG}
        )

    assert gets_in_after(0) is gets_round


def test_believing_the_first_address_would_open_it(hualong_officer, settings, monkeypatch):
    settings.LINLI_PROXIES = 2
    for number in range(6):
        told = f"192.0.2.{number}, 203.0.113.7"
        Client(HTTP_X_FORWARDED_FOR=told).post("/sign-in/", {"username": "hualong", "password": WRONG})

    assert gets_in_after(0)


def test_codes_are_counted_for_the_account_from_wherever(hualong_officer, enrolled):  # noqa: F811
    secret = enrolled(hualong_officer.user)

    assert not opens_after_codes(secret, 5)


def test_codes_that_are_not_counted_could_be_guessed(hualong_officer, enrolled, monkeypatch):  # noqa: F811
    secret = enrolled(hualong_officer.user)
    monkeypatch.setattr(lockout.BackOff, "is_locked", lambda *args: False)

    assert opens_after_codes(secret, 5)


def opens_after_codes(secret, wrong):
    for number in range(wrong):
        guesser = Browser(f"198.51.100.{number}")
        guesser.sign_in("hualong")
        guesser.post("/sign-in/code/", {"code": "12345x"})
    owner = Browser()
    owner.sign_in("hualong")
    owner.post("/sign-in/code/", {"code": code_of(secret)})
    return owner.is_in()


def test_a_code_opens_once(hualong_officer, enrolled):  # noqa: F811
    code = code_of(enrolled(hualong_officer.user))

    assert [opens(code), opens(code)] == [True, False]


def test_a_code_that_is_not_spent_would_open_twice(hualong_officer, enrolled, monkeypatch):  # noqa: F811
    code = code_of(enrolled(hualong_officer.user))
    monkeypatch.setattr(codes, "LAST_STEP", "forgotten")
    monkeypatch.setattr(
        codes,
        "_use_step",
        lambda mine, given: (
            codes.step_of(adapters._box().decrypt(mine.data["secret"].encode()).decode(), given) is not None
        ),
    )

    assert [opens(code), opens(code)] == [True, True]


def opens(code):
    browser = Browser()
    browser.sign_in("hualong")
    browser.post("/sign-in/code/", {"code": code})
    return browser.is_in()


def test_a_stolen_session_does_not_find_the_password(hualong_officer):
    assert not changes_after_guesses(6)


def test_unless_the_old_password_were_not_counted(hualong_officer, monkeypatch):
    from allauth.account.forms import ChangePasswordForm

    monkeypatch.setattr(forms.PasswordForm, "clean_oldpassword", ChangePasswordForm.clean_oldpassword)

    assert changes_after_guesses(6)


def changes_after_guesses(count):
    browser, new = Browser(), "河边的槐树-Abc1"
    browser.sign_in("hualong")
    for _guess in range(count):
        browser.post("/account/password/", {"oldpassword": WRONG, "password1": new, "password2": new})
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    return browser.post("/account/password/", given).status_code == 302


# 14: another shape than one text

SHAPES = (
    {"username": ["hualong", "nobody"], "password": PASSWORD},
    {"username": "hualong", "password": [PASSWORD, WRONG]},
    {"username[]": "hualong", "username": "hualong", "password": PASSWORD},
    {"username": "hualong", "password": PASSWORD, "password[]": WRONG},
)


def shapes_read():
    taken = [shape for shape in SHAPES if Client().post("/sign-in/", shape).status_code != 400]
    for body in ({"username": ["hualong"], "password": PASSWORD}, ["hualong"], {"username": {"$ne": ""}}):
        answer = Client().post("/sign-in/", json.dumps(body), content_type="application/json")
        taken += [body] if answer.status_code != 400 else []
    return taken


def test_a_list_or_an_object_is_refused(hualong_officer):
    assert shapes_read() == []


def test_without_asking_for_a_plain_form_they_would_be_read(hualong_officer, monkeypatch):
    monkeypatch.setattr(views, "require_plain_form", lambda request: None)

    assert len(shapes_read()) == 7


NAMES = ("hualong%00", "%ED%A0%80", "x" * 5000, "", "+", "%27+OR+1%3D1+--", "hualong%0Ax", "%FF%FE")


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_is_a_wrong_name(name, hualong_officer):
    body = f"username={name}&password={PASSWORD}"

    assert Client().post("/sign-in/", body, content_type="application/x-www-form-urlencoded").status_code == 422


def test_a_very_long_password_is_not_hashed(hualong_officer, monkeypatch):
    made, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))

    assert Browser().sign_in("hualong", "长" * 100_000).status_code == 422
    assert made == []


# where one is sent afterwards

ONWARD = ("//evil.example", "https://evil.example/", "https:evil.example", "/\\evil.example", "\\\\evil.example",
          "javascript:alert(1)", "///evil.example", "http://testserver@evil.example", "\x09//evil.example",
          "https://linli.example.gov.cn/x")  # fmt: skip


def led_away():
    found = []
    for onward in ONWARD:
        for data, query in (({"next": onward}, ""), ({}, f"?next={onward}")):
            browser = Browser()
            answer = browser.post(f"/sign-in/{query}", {"username": "hualong", "password": PASSWORD, **data})
            assert answer.status_code == 302
            found += [onward] if answer.headers["Location"] != "/" else []
    return found


def test_sign_in_leads_nowhere_outside(hualong_officer, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://linli.example.gov.cn"]

    assert led_away() == []


def test_with_the_usual_rule_it_would(hualong_officer, settings, monkeypatch):
    settings.CSRF_TRUSTED_ORIGINS = ["https://linli.example.gov.cn"]
    monkeypatch.setattr(adapters.AccountAdapter, "is_safe_url", DefaultAccountAdapter.is_safe_url)

    assert led_away()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80:80"]
)
def test_another_host_is_refused(host, hualong_officer):
    assert Client(headers={"host": host}).get("/sign-in/").status_code == 400


def test_with_any_host_allowed_it_would_be_answered(hualong_officer, settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert Client(headers={"host": "evil.example"}).get("/sign-in/").status_code == 200


# 19 and sessions


def test_sign_in_without_the_token_is_refused(hualong_officer):
    browser = Browser(enforce_csrf_checks=True)

    assert browser.sign_in("hualong").status_code == 403


def key_stays():
    """Whether a session that somebody else prepared is the owner's after the sign-in."""
    browser = Browser()
    with seeing():
        session = browser.session
        session["planted"] = True
        session.save()
    browser.cookies["sessionid"] = session.session_key
    browser.sign_in("hualong")
    return browser.cookies["sessionid"].value == session.session_key


def test_sign_in_gives_the_session_a_new_key(hualong_officer):
    assert not key_stays()


def test_without_a_new_key_a_prepared_session_would_be_the_owners(hualong_officer, monkeypatch):
    monkeypatch.setattr(SessionBase, "cycle_key", lambda self: None)

    assert key_stays()


def test_the_cookie_of_a_session_that_was_left_opens_nothing(hualong_officer):
    browser = Browser()
    browser.sign_in("hualong")
    cookie = browser.cookies["sessionid"].value
    browser.post("/sign-out/")
    thief = Browser()
    thief.cookies["sessionid"] = cookie

    assert not thief.is_in()


def test_cookies_are_closed_to_scripts_and_other_sites(hualong_officer):
    browser = Browser()
    browser.sign_in("hualong")

    assert (browser.cookies["sessionid"]["httponly"], browser.cookies["sessionid"]["samesite"]) == (True, "Lax")


# 24: half signed in

# Signing out would end the walk.
ROUTES = [route for route in all_routes() if route.name != "account_logout"]
ENROLMENT = {"mfa_activate_totp", "account_reauthenticate"}


def opened(browser, allowed, methods=("get", "post"), routes=ROUTES):
    """The routes that answer with anything but the way to what comes first."""
    ways = {route.path for route in ROUTES if route.name in allowed}
    found = []
    for route in routes:
        for method in methods:
            answer = getattr(browser, method)(route.path)
            is_way_on = answer.status_code == 302 and answer.headers["Location"].split("?")[0] in ways
            if not is_way_on and not {route.name, route.name.partition(":")[2]} & allowed and answer.status_code != 405:
                found.append(f"{method} {route.name} {answer.status_code}")
    return found


@pytest.fixture
def half_in(settings, city_clerk, settled):  # noqa: F811
    """A person of the city who has no second factor yet."""
    settings.LINLI_STRICT_SIGN_IN = True
    settled(city_clerk.user)
    browser = Browser()
    browser.sign_in("shi")
    return browser


def test_without_the_second_factor_nothing_opens_but_its_enrolment(half_in):
    assert opened(half_in, ENROLMENT) == []
    assert half_in.get("/no-such-page/").headers["Location"] == "/account/second-factor/"
    assert half_in.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/account/second-factor/"


def test_without_the_gate_everything_would(half_in, monkeypatch):
    monkeypatch.setattr(middleware, "first_thing", lambda request: None)

    assert len(opened(half_in, ENROLMENT, methods=("get",), routes=ROUTES[:40])) > 25


def test_before_the_code_a_browser_is_a_strangers(settings, city_clerk, enrolled, settled):  # noqa: F811
    settings.LINLI_STRICT_SIGN_IN = True
    settled(city_clerk.user)
    enrolled(city_clerk.user)
    browser = Browser()
    browser.sign_in("shi")

    doors = {"mfa_authenticate", *OPEN_TO_STRANGERS}
    assert opened(browser, doors, methods=("get",)) == []


def test_with_a_password_to_change_nothing_opens_but_that(settings, hualong_officer, settled):  # noqa: F811
    settings.LINLI_STRICT_SIGN_IN = True
    settled(hualong_officer.user, must_change=True)
    browser = Browser()
    browser.sign_in("hualong")

    assert opened(browser, {"account_change_password"}, methods=("get",)) == []


# only what is wanted is there


def test_no_other_page_of_allauth_is_there(city_clerk):
    from django.urls import NoReverseMatch

    names = ("account_signup", "account_email", "account_reset_password", "account_inactive", "socialaccount_signup",
             "socialaccount_connections", "mfa_index", "mfa_download_recovery_codes", "mfa_trust",
             "account_request_login_code", "mfa_add_webauthn", "openid_connect_login")  # fmt: skip
    found = []
    for name in names:
        try:
            found.append(reverse(name, kwargs={"provider_id": "x"} if name == "openid_connect_login" else None))
        except NoReverseMatch:
            continue
    assert found == []
