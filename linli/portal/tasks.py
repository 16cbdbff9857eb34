"""What the portal does by itself."""

from linli.kernel.divisions import clock
from linli.kernel.jobs.registry import periodic
from linli.portal.divisions import actions


@periodic(seconds=600)
def apply_division_changes() -> None:
    """Changes of the tree that were confirmed for a day take effect on it."""
    actions.apply_due(clock.now())
