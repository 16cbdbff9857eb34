from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.standards import rules
from linli.domains.standards.enums import Item
from linli.domains.standards.models import Certification, Community, PlanItem
from linli.domains.standards.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, alter, deed, enter, locked, refuse_future


@deed(Permission.CERTIFY, "certify")
def certify(community: Community, *, code: str, issued_on: date, by: Post, at: datetime) -> None:
    """Certify a community in which all ten items hold, and tick it off the plan if it was planned."""
    refuse_future(issued_on, at)
    missing = rules.missing_items({item.value: getattr(community, item.value) for item in Item})
    if missing:
        raise Refused(_("还缺%(items)s，不能认定。") % {"items": "、".join(str(item.label) for item in missing)})
    if issued_on < community.enrolled_on:
        raise Refused(_("认定日期不能早于纳入日期%(day)s。") % {"day": community.enrolled_on})
    certification = Certification(division=community.division, code=code, issued_on=issued_on)
    enter(certification, "certify", by=by, at=at)
    for item in locked(PlanItem.objects.filter(division=community.division, fulfilled_on=None)):
        alter(item, "fulfil", by=by, at=at, fulfilled_on=issued_on)


@deed(Permission.CERTIFY, "withdraw")
def withdraw(certification: Certification, *, withdrawn_on: date, reason: str, by: Post, at: datetime) -> None:
    """From that day on the community is not certified. A plan that the certification fulfilled stays fulfilled."""
    refuse_future(withdrawn_on, at)
    if certification.withdrawn_on:
        raise Refused(_("该认定已于%(day)s撤销。") % {"day": certification.withdrawn_on})
    certification.withdrawn_on = withdrawn_on
