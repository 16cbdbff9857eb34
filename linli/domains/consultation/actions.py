from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.consultation.models import Problem
from linli.domains.consultation.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.EDIT, "solve")
def solve_problem(problem: Problem, *, solved_on: date, by: Post, at: datetime) -> None:
    refuse_future(solved_on, at)
    if problem.solved_on:
        raise Refused(_("这个问题已于%(day)s解决。") % {"day": problem.solved_on})
    problem.solved_on = solved_on
