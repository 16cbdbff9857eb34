"""`linli check --deploy` and `linli serve` under prod settings, as processes of their own, over a database of their own."""

import os
import re
import subprocess
import sys
from datetime import date
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.utils import timezone

from linli.config import postgres
from linli.config.keys import PROJECT
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from linli.kernel.privacy import keys
from linli.kernel.signin.models import Credential
from tests.cast import cast_role, plant

pytestmark = pytest.mark.slow
KEY = "T7-qXe2_vR9mLw4ZpKc8Yb1NsHd6Jf3GaUo5ItPxQzCkVyBnMr0"


@pytest.fixture
def installation(own_database, django_db_blocker, tmp_path):
    """`installation(**changes)` gives the environment of a sound installation, with changes; None takes a name away."""
    key = tmp_path / "personal.key"
    key.write_text(keys.written(keys.Keyring(1, {1: bytes(range(16))}, bytes(range(32)))))

    def made(**changes):
        addresses = {
            name: _url(own_database, postgres.parameters()[alias])
            for alias, name in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL"))
        }
        sound = {
            "PATH": os.environ["PATH"],
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(PROJECT),
            "DJANGO_SETTINGS_MODULE": "linli.config.settings.prod",
            "LINLI_SECRET_KEY": KEY,
            "LINLI_HOSTS": "linli.example.gov.cn",
            "LINLI_BASE_URL": "https://linli.example.gov.cn",
            "LINLI_KEY_FILE": str(key),
            **addresses,
        }
        return {name: value for name, value in {**sound, **changes}.items() if value is not None}

    with django_db_blocker.unblock():
        yield made


def _url(name, known):
    place = urlencode({"host": known["host"]})
    return f"postgresql://{known['user']}:{quote(known['password'], safe='')}@/{name}?{place}"


def linli(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "linli.config.cli", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def hire(username, password, *, chosen=False):
    with transaction.atomic(), scope.everything("an account of the installation"):
        user = User.objects.create(
            username=username, name="程思远", password=Argon2PasswordHasher().encode(password, "saltsalt")
        )
        if chosen:
            Credential.objects.create(user=user, password_set_at=timezone.now())
    return user


def test_a_sound_installation_passes(installation):
    hire("chengsiyuan", "河边的槐树-Abc1", chosen=True)
    hire("script", "Xk4-wq92-LLmz")

    code, said = linli(installation(), "check", "--deploy")

    assert (code, re.findall(r"linli\.E\d+|security\.W\d+", said)) == (0, [])


def test_the_demonstrations_settings_are_refused_in_words(installation):
    code, said = linli(installation(DJANGO_SETTINGS_MODULE="linli.config.settings.demo"), "check", "--deploy")

    assert code == 1
    assert all(words in said for words in ("LINLI_TODAY", "LINLI_STRICT_SIGN_IN", "HTTPS"))


def test_a_missing_key_is_refused_in_words(installation):
    code, said = linli(installation(LINLI_SECRET_KEY=None), "check", "--deploy")

    assert (code, said.strip()) == (1, "正式环境必须用环境变量 LINLI_SECRET_KEY 设置至少50个字符的密钥。")


def test_the_server_does_not_start_before_the_gap_is_mended(installation):
    hire("admin", "admin")

    code, said = linli(installation(), "serve", "--port", "18999")

    assert code == 1
    assert "账号admin还在用默认密码" in said
    assert "邻里没有启动" in said


def test_the_operator_gives_a_password_that_must_be_changed(installation):
    user = hire("admin", "admin")
    with transaction.atomic(), scope.everything("places"):
        tree = plant()
        unit = Unit.objects.create(code="U-PDY-1", name="测试单位", division=tree["410902000000"])
        post = Post.objects.create(
            user=user, unit=unit, role=cast_role("cast_clerk"), title="科员", since=date(2019, 1, 1)
        )
        post.divisions.set([tree["410902000000"]])

    code, said = linli(installation(), "reset-account", "admin")

    assert (code, linli(installation(), "check", "--deploy")[0]) == (0, 0)
    with transaction.atomic(), scope.everything("what was written"):
        user.refresh_from_db()
        assert Argon2PasswordHasher().verify(said.strip().rpartition("：")[2], user.password)
        assert user.credential.must_change
