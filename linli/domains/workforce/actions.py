from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.workforce.models import Qualification
from linli.domains.workforce.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.EDIT, "lapse")
def lapse(qualification: Qualification, *, lapsed_on: date, reason: str, by: Post, at: datetime) -> None:
    """The certificate counts until the day before."""
    refuse_future(lapsed_on, at)
    if qualification.lapsed_on:
        raise Refused(_("该证书已于%(day)s失效。") % {"day": qualification.lapsed_on})
    qualification.lapsed_on = lapsed_on
