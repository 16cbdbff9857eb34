"""What a post may do with deputies' suggestions, and what its part in one of them is."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions.enums import AssignmentRole
from linli.domains.suggestions.models import Suggestion
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.registry import declare


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

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内代表建议的办理全程：交办、承办、答复、代表意见和承诺事项。不能改动。"),
    Permission.EDIT: _("更正代表建议登记时写错的内容，如标题、代表姓名。不改变办理状态。"),
    Permission.REGISTER: _("登记代表提出的建议，写明代表、子问题和日期。由人大代表工作机构办理。"),
    Permission.ASSIGN: _("把代表建议交给承办单位，确定主办、协办、分办，受理退件。由政府督查机构办理。"),
    Permission.REFER: _("把一件建议里的子问题转给另一个单位办理。由政府督查机构决定。"),
    Permission.HANDLE: _(
        "以承办单位的身份签收、退件、提出协办意见、拟写答复、登记承诺事项。只对交给本单位的建议有效。"
    ),
    Permission.REVIEW: _("审核本单位拟写的答复，可以退回修改。"),
    Permission.ANSWER: _("签发本单位主办建议的答复。只给单位主要负责人。"),
    Permission.DELIVER: _("登记答复已经送达代表，意见反馈的期限从送达日起算。"),
    Permission.FEEDBACK: _("登记代表对答复满意与否，并据此办结或退回重办。由人大代表工作机构办理。"),
}

declare("suggestions", LABELS, DESCRIPTIONS)


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
