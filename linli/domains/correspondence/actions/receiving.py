from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.correspondence.models import Incoming
from linli.domains.correspondence.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.EDIT, "handle")
def handle_incoming(incoming: Incoming, *, handled_on: date, by: Post, at: datetime) -> None:
    refuse_future(handled_on, at)
    if incoming.handled_on:
        raise Refused(_("这件收文已于%(day)s办结。") % {"day": incoming.handled_on})
    incoming.handled_on = handled_on
