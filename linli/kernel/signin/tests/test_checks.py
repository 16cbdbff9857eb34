"""What a real installation may not start with, each gap by itself. tests/journeys runs the command."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from linli.kernel.accounts.models import User
from linli.kernel.divisions import scope
from linli.kernel.signin import checks
from linli.kernel.signin.models import Credential
from tests.cast import PASSWORD

KEY = "T7-qXe2_vR9mLw4ZpKc8Yb1NsHd6Jf3GaUo5ItPxQzCkVyBnMr0"


@pytest.fixture
def sound(settings, monkeypatch, tmp_path):
    """Settings in which nothing is to be found."""
    key = tmp_path / "personal.key"
    key.write_text("a key")
    monkeypatch.setenv("LINLI_KEY_FILE", str(key))
    settings.SECRET_KEY = KEY
    settings.ALLOWED_HOSTS = ["linli.example.gov.cn"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.LINLI_TODAY = None
    settings.LINLI_STRICT_SIGN_IN = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    return settings


def found(check):
    return [each.id for each in check(None)]


def test_sound_settings_pass(sound):
    assert found(checks.settings_are_fit) == []


@pytest.mark.parametrize(
    "name, value, code",
    [
        ("DEBUG", True, "E001"),
        ("SECRET_KEY", KEY[:49], "E002"),
        ("SECRET_KEY", "x" * 60, "E002"),
        ("SECRET_KEY", "django-insecure-" + KEY, "E002"),
        ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "E002"),
        ("ALLOWED_HOSTS", ["*"], "E004"),
        ("ALLOWED_HOSTS", [], "E004"),
        ("SESSION_COOKIE_SECURE", False, "E005"),
        ("CSRF_COOKIE_SECURE", False, "E005"),
        ("SECURE_SSL_REDIRECT", False, "E005"),
        ("LINLI_TODAY", "2021-07-09", "E006"),
        ("LINLI_STRICT_SIGN_IN", False, "E007"),
        ("AXES_ENABLED", False, "E008"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "E009"),
    ],
)
def test_each_gap_is_found(name, value, code, sound):
    setattr(sound, name, value)

    assert found(checks.settings_are_fit) == [f"linli.{code}"]


@pytest.mark.parametrize("path", ["", "/no/such/file"])
def test_missing_key_of_personal_data_is_found(path, sound, monkeypatch):
    monkeypatch.setenv("LINLI_KEY_FILE", path)

    assert found(checks.settings_are_fit) == ["linli.E003"]


@pytest.fixture
def account(db):
    def made(username, password, *, chosen=False, is_active=True):
        with transaction.atomic(), scope.everything("an account"):
            user = User.objects.create(
                username=username, name="程思远", password=make_password(password), is_active=is_active
            )
            if chosen:
                Credential.objects.create(user=user, password_set_at=timezone.now())

    return made


@pytest.mark.parametrize(
    "username, password", [("admin", "admin123"), ("zhangsan", "zhangsan"), ("li", PASSWORD), ("a", "123456")]
)
def test_default_password_is_found(username, password, account):
    account(username, password)

    [error] = checks.accounts_are_fit(None)

    assert (error.id, username in error.msg) == ("linli.E013", True)


def test_closed_and_sound_accounts_pass(account):
    account("closed", "123456", is_active=False)
    account("outside", None)
    account("own", "河边的槐树-Abc1", chosen=True)
    account("script", "Xk4-wq92-LLmz")

    assert checks.accounts_are_fit(None) == []


def test_account_of_the_demonstration_is_found_whatever_its_password(account):
    account("mz-clerk", "河边的槐树-Abc1", chosen=True)

    assert found(checks.accounts_are_fit) == ["linli.E011"]


def test_many_accounts_of_unknown_origin_are_found_without_trying_each(account):
    for number in range(checks.MOST_ACCOUNTS + 1):
        account(f"script-{number}", "Xk4-wq92-LLmz")

    assert found(checks.accounts_are_fit) == ["linli.E012"]
