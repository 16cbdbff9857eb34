"""What stands between a signed-in person and their work, and where they are signed in."""

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session

from linli.kernel.accounts.models import Post, User
from linli.kernel.accounts.queries import list_posts_held
from linli.kernel.divisions.models import Level
from linli.kernel.signin.models import Credential, Device

CITY_AND_ABOVE = {Level.NATION, Level.PROVINCE, Level.CITY}


def needs_second_factor(user: User, at: date) -> bool:
    """Administrators, and whoever holds a post at city level or above on that day."""
    return any(is_far_reaching(post) for post in list_posts_held(user, at))


def is_far_reaching(post: Post) -> bool:
    return bool(post.role.administers) or any(place.level in CITY_AND_ABOVE for place in post.places)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


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
