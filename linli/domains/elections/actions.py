from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.elections.models import Election
from linli.domains.elections.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.COMPLETE, "complete")
def complete(election: Election, *, completed_on: date, by: Post, at: datetime) -> None:
    """Record that the new committee has been elected, early or late."""
    refuse_future(completed_on, at)
    if election.started_on is None:
        raise Refused(_("本次换届还没有启动日期，请先登记启动日期。"))
    if election.completed_on:
        raise Refused(_("本次换届已于%(day)s完成。") % {"day": election.completed_on})
    election.completed_on = completed_on
