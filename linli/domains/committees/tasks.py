"""What the system does about certificates by itself, every day."""

from linli.domains.committees import actions
from linli.kernel.divisions import clock, scope
from linli.kernel.jobs.registry import DAY_SECONDS, SOON_SECONDS, periodic


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def open_due_renewals() -> None:
    """A certificate whose time is nearly over is renewed without anybody having to think of it."""
    with scope.everything("certificates that end soon, of the whole city"):
        actions.open_due_renewals(at=clock.now())
