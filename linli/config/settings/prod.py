"""A real installation. Refuses to start with anything that only a demonstration may have.

Set LINLI_SECRET_KEY, LINLI_HOSTS (comma-separated) and LINLI_BASE_URL (https://…); usually DATABASE_URL and
DATABASE_OWNER_URL too.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from linli.config.settings.auth import number
from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

LINLI_TODAY = None
LINLI_STRICT_SIGN_IN = True
LINLI_PROXIES = number("LINLI_PROXIES", 1, least=0)
LINLI_BASE_URL = os.environ.get("LINLI_BASE_URL", "")
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("LINLI_HOSTS", "").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [LINLI_BASE_URL]

if os.environ.get("LINLI_DEBUG") or os.environ.get("DEBUG"):
    raise ImproperlyConfigured("正式环境不允许调试模式：请取消环境变量 LINLI_DEBUG 和 DEBUG。")
if len(os.environ.get("LINLI_SECRET_KEY", "")) < 50:
    raise ImproperlyConfigured("正式环境必须用环境变量 LINLI_SECRET_KEY 设置至少50个字符的密钥。")
if not ALLOWED_HOSTS or set(ALLOWED_HOSTS) & {"*", "localhost", "127.0.0.1"}:
    raise ImproperlyConfigured("正式环境必须用环境变量 LINLI_HOSTS 写明本系统的域名，不能用 * 或本机地址。")
if not LINLI_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("正式环境必须用环境变量 LINLI_BASE_URL 写明以 https:// 开头的访问地址。")

if not (os.environ.get("LINLI_PERSONAL_KEYS") or os.environ.get("LINLI_KEY_FILE")):
    raise ImproperlyConfigured(
        "正式环境必须用环境变量 LINLI_KEY_FILE（密钥文件）或 LINLI_PERSONAL_KEYS 给出个人信息密钥。"
    )

LINLI_MAKES_KEYS = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Whether a whole domain with all its names is bound to TLS is for the owner of the domain to say, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
