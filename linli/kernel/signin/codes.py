"""Codes of the second factor: six digits of an authenticator, or a recovery code. Each can be used once."""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from linli.kernel.accounts.models import User

# A telephone's clock may be wrong by half a minute.
STEPS_OFF = (0, -1, 1)
LAST_STEP = "last_step"


def step_of(secret: str, code: str) -> int | None:
    """The half minute to which the code belongs, if it is one near to now."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for step in (now + off for off in STEPS_OFF):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def use(user: User, code: str) -> Authenticator | None:
    """The authenticator that the code belongs to, and the code is spent; None for a wrong or spent code."""
    known = Authenticator.objects.select_for_update().filter(user=user)
    for authenticator in known.filter(type__in=(Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)):
        if authenticator.type == Authenticator.Type.TOTP:
            is_right = _use_step(authenticator, code)
        else:
            is_right = authenticator.wrap().validate_code(code)
        if is_right:
            return authenticator
    return None


def _use_step(authenticator: Authenticator, code: str) -> bool:
    step = step_of(decrypt(authenticator.data["secret"]), code)
    if step is None or step <= authenticator.data.get(LAST_STEP, 0):
        return False
    authenticator.data[LAST_STEP] = step
    authenticator.save(update_fields=["data"])
    return True
