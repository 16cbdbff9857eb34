"""What a real installation may not start with: `linli check --deploy`, which `linli serve` runs first under prod settings."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import User
from linli.kernel.divisions import scope

KEY_LENGTH = 50
KEY_SIGNS = 10
KNOWN_KEYS = (
    "django-insecure",
    "changeme",
    "change-me",
    "secret",
    "example",
    "your-secret-key",
    "abcdefghij",
    "0123456789",
)
# Tried on the few accounts whose owner never chose a password: those from a script or a copied database.
DEFAULT_PASSWORDS = (
    *("123456", "12345678", "123456789", "1234567890", "000000", "111111", "666666", "888888", "a123456", "abc123456"),
    *("admin", "admin123", "administrator", "Admin@123", "root", "password", "P@ssw0rd", "1qaz@WSX", "test", "linli"),
    *("Aa123456", "Abc@123456", "桥头的柳树-1888"),
)
MOST_ACCOUNTS = 25
# Filled by the part that makes the demonstration.
DEMO_ACCOUNTS: set[str] = set()


@register(Tags.security, deploy=True)
def settings_are_fit(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What can be told from the settings alone."""
    hosts, secure = set(settings.ALLOWED_HOSTS), ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    hasher = settings.PASSWORD_HASHERS[0]
    found = (
        (settings.DEBUG, "E001", _("调试模式开着：出错页面会泄露数据。请使用 linli.config.settings.prod。")),
        (
            is_weak(settings.SECRET_KEY),
            "E002",
            _("密钥太短、太简单或是公开过的：请用 LINLI_SECRET_KEY 设置至少50个随机字符。"),
        ),
        (not has_personal_key(), "E003", _("没有个人信息密钥：请用 LINLI_KEY_FILE 或 LINLI_PERSONAL_KEYS 设置。")),
        (not hosts or "*" in hosts, "E004", _("域名没有写明或者写了 *：请用 LINLI_HOSTS 写明本系统的域名。")),
        (
            not all(getattr(settings, name) for name in secure),
            "E005",
            _("会话没有限定在加密连接上：请使用 HTTPS 和 prod 设置。"),
        ),
        (bool(settings.LINLI_TODAY), "E006", _("系统日期被设成了演示日期：请把 LINLI_TODAY 设为 None。")),
        (not settings.LINLI_STRICT_SIGN_IN, "E007", _("没有要求第二重验证：请把 LINLI_STRICT_SIGN_IN 设为 True。")),
        (not getattr(settings, "AXES_ENABLED", False), "E008", _("登录失败不会锁定：请把 AXES_ENABLED 设为 True。")),
        ("Argon2" not in hasher, "E009", _("密码不是用 Argon2 保存的：请恢复 PASSWORD_HASHERS。")),
    )
    return [Error(words, id=f"linli.{code}") for is_wrong, code, words in found if is_wrong]


@register(Tags.security, deploy=True)
def accounts_are_fit(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No account of the demonstration, none with a password that everybody tries first."""
    try:
        with transaction.atomic(), scope.entered(scope.NOTHING):
            users = [user for user in User.objects.filter(is_active=True) if user.has_usable_password()]
            strangers = [user for user in users if not hasattr(user, "credential")]
    except DatabaseError:
        return [Error(_("数据库连接不上，或者还没有建立表。请先运行 linli migrate。"), id="linli.E010")]
    demo = sorted(user.username for user in users if user.username in DEMO_ACCOUNTS)
    found: list[CheckMessage] = []
    if demo:
        words = _("有演示账号：%(names)s。请停用它们，或使用没有演示数据的数据库。") % {"names": "、".join(demo)}
        found.append(Error(words, id="linli.E011"))
    rest = [user for user in strangers if user.username not in demo]
    if len(rest) > MOST_ACCOUNTS:
        words = _("有%(count)d个账号的密码来历不明。请用 linli reset-account 逐个重设，或停用。") % {"count": len(rest)}
        found.append(Error(words, id="linli.E012"))
    elif weak := [user.username for user in rest if has_default_password(user)]:
        words = _("账号%(names)s还在用默认密码。请用 linli reset-account 重设。") % {"names": "、".join(weak)}
        found.append(Error(words, id="linli.E013"))
    return found


def is_weak(key: str) -> bool:
    return len(key) < KEY_LENGTH or len(set(key)) < KEY_SIGNS or any(known in key.lower() for known in KNOWN_KEYS)


def has_personal_key() -> bool:
    """Whether the key that personal data is sealed with has been given; `privacy` checks that it is a good one."""
    path = os.environ.get("LINLI_KEY_FILE", "")
    return bool(os.environ.get("LINLI_PERSONAL_KEYS")) or (bool(path) and Path(path).is_file())


def has_default_password(user: User) -> bool:
    try:
        identify_hasher(user.password)
    except ValueError:
        return True
    return any(check_password(each, user.password) for each in (*DEFAULT_PASSWORDS, user.username))
