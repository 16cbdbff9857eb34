"""What the system does by itself."""

import logging
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.audit import sealing, signing
from linli.kernel.divisions import clock
from linli.kernel.divisions.models import ChangeSet
from linli.kernel.indicators.compaction import compact
from linli.kernel.jobs.progress import Progress
from linli.kernel.jobs.registry import JobFailed, job, periodic
from linli.portal.divisions import actions
from linli.portal.divisions.queries import APPLY
from linli.portal.public import refreshing

logger = logging.getLogger(__name__)

PUBLIC_PAGES_SECONDS = 20


@periodic(seconds=600)
def apply_division_changes() -> None:
    """Changes of the tree that were confirmed for a day take effect on it."""
    actions.apply_due(clock.now())


@job(APPLY, title=_("执行区划变更"))
def apply_division_change(progress: Progress, *, by: Post, at: datetime, change_set: int) -> dict[str, int]:
    """All records move, or nothing happens. It tells nothing on the way: the list of jobs is locked as well as the others."""
    progress.step(0, 0, str(_("正在移动记录、岗位和指标")))
    try:
        return actions.apply(ChangeSet.objects.get(pk=change_set), by=by, at=at)
    except actions.REFUSALS as refusal:
        raise JobFailed(str(refusal)) from refusal


@periodic(seconds=2)
def compact_figures() -> None:
    """Boards stay quick while many write; they are exact without it."""
    compact()


@periodic(seconds=PUBLIC_PAGES_SECONDS)
def refresh_public_pages() -> None:
    """With the seconds that a page is kept by the server and by browsers, what is read is less than a minute old."""
    refreshing.refresh(clock.now())


@periodic(seconds=60)
def seal_audit() -> None:
    """A seal a minute is also the sign that sealing works; linli seal-audit says what to do where it does not."""
    try:
        sealing.seal(at=clock.now())
    except (sealing.SealProblem, signing.KeyProblem) as problem:
        logger.error("The audit is not sealed: %s", problem)  # noqa: TRY400 - the sentence says all
