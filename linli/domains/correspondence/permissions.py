"""May this person do that to this letter? What each permission means stands with the roles."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.models import Letter
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.registry import declare


class Permission(StrEnum):
    VIEW = "letters.view"
    DRAFT = "letters.draft"
    REVIEW = "letters.review"
    SIGN = "letters.sign"
    EDIT = "letters.edit"


LABELS = {
    Permission.VIEW: _("查看公文"),
    Permission.DRAFT: _("拟写公文并送审"),
    Permission.REVIEW: _("审核公文"),
    Permission.SIGN: _("签发本单位公文"),
    Permission.EDIT: _("登记和维护收文"),
}

DESCRIPTIONS = {
    Permission.VIEW: _("看辖区内发文、收文的正文、引用的指标和签发情况。不能改动。"),
    Permission.DRAFT: _("拟写本单位的公文，引用指标，送交审核。不含审核和签发。"),
    Permission.REVIEW: _("审核本单位送审的公文，可以退回修改。"),
    Permission.SIGN: _("签发本单位公文，签发时文中引用的指标一并冻结，此后不能改动。只给单位主要负责人。"),
    Permission.EDIT: _("登记外来公文，维护收文登记簿。"),
}

declare("correspondence", LABELS, DESCRIPTIONS)


def is_of_organ(post: Post, letter: Letter) -> bool:
    return post.unit_id == letter.organ_id


def is_head_of_organ(post: Post, letter: Letter) -> bool:
    """The permission to sign is the head's alone; it holds for the letters of the head's own unit.

    Source: 河南省人大代表建议办理办法 2017 §21.
    """
    return post.may(Permission.SIGN) and is_of_organ(post, letter)
