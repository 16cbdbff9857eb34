"""What changes an account's safety. Each is audited; `tell` says where."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from linli.kernel.accounts.models import Post, User
from linli.kernel.signin import lockout
from linli.kernel.signin.account_log import tell
from linli.kernel.signin.models import Credential, Device, PastPassword

# No sign that is mistaken for another when read from paper: neither 0 and O nor 1, l and I.
LETTERS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=%"


@transaction.atomic
def choose_password(user: User, password: str, *, now: datetime) -> None:
    """The owner's own new password, which the validators have passed. Other sessions end by the change of the hash."""
    _set_password(user, password, now=now, must_change=False)
    tell("signin.password_changed", user=user)


@transaction.atomic
def give_password(user: User, *, by: Post | None, now: datetime) -> str:
    """A new random password for an account, which its owner must change at the next sign-in. Unlocks, and ends all sessions.

    The caller has checked that `by` may manage the account; None is the operator at the command line. Gives the password,
    which is kept nowhere.
    """
    password = one_time_password()
    _set_password(user, password, now=now, must_change=True)
    end_devices(list(Device.objects.filter(user=user)))
    forget_failures(user)
    tell("signin.password_given", user=user, by_name=_name(by))
    return password


@transaction.atomic
def unlock(user: User, *, by: Post | None) -> None:
    """Let an account try again at once. The caller has checked that `by` may manage it."""
    forget_failures(user)
    tell("signin.unlocked", user=user, by_name=_name(by))


@transaction.atomic
def take_second_factor(user: User, *, by: Post | None) -> None:
    """For somebody who lost the telephone and the recovery codes; whoever needs a second factor must enrol anew."""
    Authenticator.objects.filter(user=user).delete()
    end_devices(list(Device.objects.filter(user=user)))
    tell("signin.second_factor_removed", user=user, by_name=_name(by))


def forget_failures(user: User) -> None:
    name = user.get_username()
    AccessAttempt.objects.filter(username__in=(name, f"{name} {lockout.SECOND_FACTOR}")).delete()


def end_devices(devices: list[Device]) -> None:
    """Sign out of browsers: their next request is a stranger's."""
    Session.objects.filter(session_key__in=[device.session_key for device in devices]).delete()
    Device.objects.filter(pk__in=[device.pk for device in devices]).delete()


def forget_ended_devices(at: datetime) -> int:
    """For a clean-up now and then: devices and sessions that have ended by themselves. Gives how many devices there were."""
    Session.objects.filter(expire_date__lt=at).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return Device.objects.filter(~Exists(alive)).delete()[0]


@transaction.atomic
def end_other_devices(user: User, *, request: HttpRequest, only: int | None = None) -> int:
    """Sign out of all browsers but this one, or of one of them. Gives how many there were."""
    devices = Device.objects.filter(user=user).exclude(session_key=request.session.session_key)
    chosen = list(devices if only is None else devices.filter(pk=only))
    end_devices(chosen)
    if chosen:
        tell("signin.device_ended", user=user, request=request, count=len(chosen))
    return len(chosen)


def one_time_password(length: int = 16) -> str:
    """Random, with all kinds of signs, so that it passes any policy."""
    letters = [secrets.choice(kind) for kind in LETTERS]
    letters += [
        secrets.choice("".join(LETTERS[:3])) for _more in range(max(length, settings.LINLI_PASSWORD_LENGTH) - 4)
    ]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def _set_password(user: User, password: str, *, now: datetime, must_change: bool) -> None:
    if user.has_usable_password():
        PastPassword.objects.create(user=user, password=user.password, replaced_at=now)
        kept = PastPassword.objects.filter(user=user).values_list("pk", flat=True)[: settings.LINLI_PASSWORD_HISTORY]
        PastPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
    user.set_password(password)
    user.save(update_fields=["password"])
    Credential.objects.update_or_create(user=user, defaults={"password_set_at": now, "must_change": must_change})


def _name(by: Post | None) -> str:
    return str(by) if by else "linli"
