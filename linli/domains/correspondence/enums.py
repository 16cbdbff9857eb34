from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterState(TextChoices):
    """A signed letter never changes again; a correction is another letter."""

    DRAFT = "draft", _("拟稿")
    SUBMITTED = "submitted", _("待审核")
    REVIEWED = "reviewed", _("已审核")
    SIGNED = "signed", _("已签发")


class LetterKind(TextChoices):
    """Which form a letter is written in."""

    REPLY = "reply", _("建议答复函")


class Publicity(TextChoices):
    """Whether a letter may be made public. Chosen by the organ that writes it.

    Source: 政府信息公开条例 2019-05-15 §15, §20.
    """

    PUBLIC = "public", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    INTERNAL = "internal", _("不予公开")


class CitationKind(TextChoices):
    """Where a quoted number comes from."""

    FIGURE = "figure", _("本市指标")
    OUTSIDE = "outside", _("外部数据")
