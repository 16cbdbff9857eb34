"""What stands between a signed-in person and their work, and where they are signed in."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session

from linli.kernel.accounts.models import User
from linli.kernel.signin import lockout
from linli.kernel.signin.models import Credential, Device


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def is_locked_out(user: User) -> bool:
    """Whether the account has to wait somewhere, after wrong passwords or wrong codes."""
    return lockout.is_waiting(user.get_username())


def must_change_password(user: User, now: datetime) -> bool:
    """The password was given by somebody else, was never chosen, or is older than LINLI_PASSWORD_DAYS (0: never too old).

    A person who comes from another provider alone has no password to change.
    """
    if not user.has_usable_password():
        return False
    credential = Credential.objects.filter(user=user).first()
    if credential is None or credential.must_change:
        return True
    expires_at = password_expires_at(credential)
    return expires_at is not None and expires_at <= now


def password_expires_at(credential: Credential) -> datetime | None:
    days = settings.LINLI_PASSWORD_DAYS
    return credential.password_set_at + timedelta(days=days) if days else None


def list_devices(user: User) -> list[Device]:
    """The browsers whose session is still there, the last used first."""
    devices = list(Device.objects.filter(user=user))
    keys = [device.session_key for device in devices]
    alive = set(Session.objects.filter(session_key__in=keys).values_list("session_key", flat=True))
    return [device for device in devices if device.session_key in alive]
