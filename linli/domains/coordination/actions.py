from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.coordination.models import LedgerTask
from linli.domains.coordination.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.COMPLETE, "complete_task")
def complete_task(task: LedgerTask, *, completed_on: date, by: Post, at: datetime) -> None:
    """Strike a task off the ledger, not before the ledger was issued."""
    refuse_future(completed_on, at)
    if task.completed_on:
        raise Refused(_("这项任务已于%(day)s完成。") % {"day": task.completed_on})
    issued_on = task.area.ledger.issued_on
    if completed_on < issued_on:
        raise Refused(_("完成日期不能早于台账印发日期%(day)s。") % {"day": issued_on})
    task.completed_on = completed_on
