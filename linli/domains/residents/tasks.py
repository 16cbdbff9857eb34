"""What the system does with residents' files by itself, every day."""

from linli.domains.residents import actions
from linli.kernel.divisions import clock, scope
from linli.kernel.jobs.registry import DAY_SECONDS, SOON_SECONDS, periodic


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def renew_ages() -> None:
    """Whoever has come of the age of a care group belongs to it from the birthday on."""
    with scope.everything("care groups by age, of the whole city"):
        actions.renew_ages(at=clock.now())


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def erase_overdue() -> None:
    """What may be kept no longer is deleted, though nobody asks for it."""
    with scope.everything("personal data whose time is over, of the whole city"):
        actions.erase_overdue(at=clock.now())
