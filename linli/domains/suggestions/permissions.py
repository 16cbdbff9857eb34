"""What a post may do with deputies' suggestions, and what its part in one of them is."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions.enums import AssignmentRole
from linli.domains.suggestions.models import Suggestion
from linli.kernel.accounts.models import Post


class Permission(StrEnum):
    VIEW = "suggestions.view"
    EDIT = "suggestions.edit"
    REGISTER = "suggestions.register"
    ASSIGN = "suggestions.assign"
    REFER = "suggestions.refer"
    HANDLE = "suggestions.handle"
    REVIEW = "suggestions.review"
    ANSWER = "suggestions.answer"
    DELIVER = "suggestions.deliver"
    FEEDBACK = "suggestions.feedback"


LABELS = {
    Permission.VIEW: _("查看代表建议"),
    Permission.EDIT: _("更正代表建议的登记内容"),
    Permission.REGISTER: _("登记代表建议"),
    Permission.ASSIGN: _("交办代表建议"),
    Permission.REFER: _("转办子问题"),
    Permission.HANDLE: _("承办代表建议：签收、退件、提意见、拟写答复"),
    Permission.REVIEW: _("审核答复"),
    Permission.ANSWER: _("签发答复"),
    Permission.DELIVER: _("向代表送达答复"),
    Permission.FEEDBACK: _("登记代表意见、办结"),
}


def is_lead(post: Post, suggestion: Suggestion) -> bool:
    return any(
        each.unit_id == post.unit_id and each.role == AssignmentRole.LEAD and each.returned_on is None
        for each in suggestion.assignments.all()
    )


def is_assigned(post: Post, suggestion: Suggestion) -> bool:
    return any(each.unit_id == post.unit_id and each.returned_on is None for each in suggestion.assignments.all())


def is_head_of_lead(post: Post, suggestion: Suggestion) -> bool:
    """The answer is signed by the head of the unit that leads.

    Source: 河南省人大代表建议办理办法 2017 §21.
    """
    return post.may(Permission.ANSWER) and is_lead(post, suggestion)
