"""Residents who take part online: the codes that were handed to them, and their advisory votes.

What is kept of a secret vote is in two tables that nothing joins. One says which code has voted, the other how often each
option was chosen. Neither has a time, a running number or an account, all sums of a topic are written with each vote, and no
login of the application may read or write either: `linli_vote_cast` counts, `linli_vote_result` tells when the window is over.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.models import personal
from linli.domains.consultation.models.topics import Topic
from linli.kernel.audit.models import Record
from linli.kernel.privacy.declaration import declared
from linli.kernel.privacy.fields import MarkField


class VoiceCode(Record):
    """That a verified resident may take part in one topic. Of the code itself only a keyed hash is kept.

    One for each person and topic: given out again, the row gets another `code_mark`, and the paper before is void.
    """

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="codes", verbose_name=_("协商议题"))
    person_mark = declared(MarkField(verbose_name=_("居民指纹")), personal=personal.PART)
    code_mark = declared(MarkField(verbose_name=_("参与码指纹")), personal=personal.PART)
    kind = declared(models.CharField(_("参与方"), max_length=40), personal=personal.PART)
    issued_on = models.DateField(_("制发日期"))
    is_at_desk = models.BooleanField(_("当面核对证件"), default=False)

    not_personal = ("topic", "issued_on", "is_at_desk")

    class Meta(Record.Meta):
        verbose_name = _("参与码")
        verbose_name_plural = _("参与码")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "person_mark"],
                name="code_one_per_person",
                violation_error_message=_("这位居民在这个议题里已有参与码。"),
            ),
            models.UniqueConstraint(fields=["code_mark"], name="code_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.issued_on}"


class OpenVote(Record):
    """An advisory vote that was announced as open: whose code chose what. Cast once."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="open_votes", verbose_name=_("协商议题"))
    code = declared(
        models.OneToOneField(VoiceCode, models.PROTECT, related_name="open_vote", verbose_name=_("参与码")),
        personal=personal.PART,
    )
    option = declared(models.PositiveSmallIntegerField(_("选项")), personal=personal.PART)

    grants = ("SELECT", "INSERT")
    not_personal = ("topic",)

    class Meta(Record.Meta):
        verbose_name = _("公开意向票")
        verbose_name_plural = _("公开意向票")

    def __str__(self) -> str:
        return f"{self.topic} {self.option}"


class VoteMark(models.Model):
    """A code that has cast its secret vote. Nothing but that."""

    code = models.OneToOneField(VoiceCode, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("参与码"))

    grants = ()

    class Meta:
        verbose_name = _("已投票标记")
        verbose_name_plural = _("已投票标记")

    def __str__(self) -> str:
        return str(self.code_id)


class VoteTally(models.Model):
    """How often one option of a secret vote was chosen."""

    pk = models.CompositePrimaryKey("topic", "option")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("协商议题"))
    option = models.PositiveSmallIntegerField(_("选项"))
    count = models.PositiveIntegerField(_("票数"), default=0)

    grants = ()

    class Meta:
        verbose_name = _("意向票计数")
        verbose_name_plural = _("意向票计数")

    def __str__(self) -> str:
        return f"{self.topic_id} {self.option}"
