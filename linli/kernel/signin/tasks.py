"""What the system does with sign-ins by itself."""

from django.utils import timezone

from linli.kernel.jobs.registry import DAY_SECONDS, SOON_SECONDS, periodic
from linli.kernel.signin import actions, attempts


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def forget_ended_devices() -> None:
    """Sessions that have run out are of no use to anybody, and tell who was here. They go by the real clock."""
    actions.forget_ended_devices(timezone.now())


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def forget_attempts() -> None:
    """Addresses of those who once tried without an account are of no use after a day."""
    attempts.forget(timezone.now())
