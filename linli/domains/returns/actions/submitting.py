"""Handing an answer in: complete, its corrections in the registers and its facts learned, or not at all."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.actions.learning import Where, learn, write_back
from linli.domains.returns.models import Answer, Row
from linli.domains.returns.queries.answers import counts_of, missing_of
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules.periods import is_late
from linli.domains.returns.workflow import ANSWER
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require_place
from linli.kernel.audit.deeds import locked
from linli.kernel.workflow.actions import NotNow, action


class Incomplete(NotNow):
    """Cells that are missing, or that a register refuses. `faults`: (row, column) → what is to be done there."""

    def __init__(self, message: str, faults: Mapping[Where, str]):
        self.faults = faults
        super().__init__(message)


@action(ANSWER, "submit_answer")
def submit(answer: Answer, *, by: Post, at: datetime) -> None:
    """Raises Incomplete besides what every transition raises; then nothing is written, here or in a register."""
    require_place(by, answer.division)
    columns, on = columns_of(answer.request), timezone.localdate(at)
    rows = list(locked(Row.objects.filter(answer=answer).order_by("ordinal")))
    if lacking := missing_of(columns, rows):
        faults = {where: _("“%(name)s”还没有填。") % {"name": column.name} for where, column in lacking.items()}
        raise Incomplete(_("还差%(count)d格没有填，不能报送。") % {"count": len(lacking)}, faults)
    if refused := write_back(answer, rows, columns, by=by, at=at):
        raise Incomplete(
            _("有%(count)d格登记册不接受，没有报送。请按格子旁的提示改正。") % {"count": len(refused)}, refused
        )
    learn(answer, rows, columns, on=on, by=by, at=at)
    counted = counts_of(columns, rows)
    answer.asked_count, answer.prefilled_count, answer.typed_count = counted.asked, counted.prefilled, counted.typed
    answer.submitted_on, answer.submitted_by = on, str(by)[:160]
    answer.is_late = is_late(answer.due_on, on)
    answer.remark = ""
