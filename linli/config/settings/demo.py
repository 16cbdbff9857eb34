"""The reference city on one machine: like production, but on the day 2021-07-09 and without TLS."""

from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

LINLI_TODAY = "2021-07-09"
LINLI_STRICT_SIGN_IN = False
