"""A topic on its way from whoever raised it to what was done about it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.enums import Ballot, Bar, Category, Reach, Source, Stance, TopicState, Urgency
from linli.domains.consultation.models.sessions import Session
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.privacy.fields import MarkField


class Topic(Record):
    title = models.CharField(_("议题"), max_length=200)
    background = models.TextField(_("情况说明"), max_length=2000)
    source = models.CharField(_("议题来源"), max_length=10, choices=Source)
    reach = models.CharField(_("层级"), max_length=10, choices=Reach)
    urgency = models.CharField(_("缓急"), max_length=8, choices=Urgency, default=Urgency.USUAL)
    category = models.CharField(_("类别"), max_length=12, choices=Category)
    state = models.CharField(_("状态"), max_length=10, choices=TopicState, default=TopicState.RAISED)
    bar = models.CharField(_("不得协商的情形"), max_length=16, choices=Bar, blank=True)
    raised_on = models.DateField(_("提出日期"))
    reviewed_on = models.DateField(_("预审日期"), null=True, blank=True)
    review = models.CharField(_("党组织预审意见"), max_length=300, blank=True)
    notified_on = models.DateField(_("通报日期"), null=True, blank=True)
    meeting_on = models.DateField(_("协商日期"), null=True, blank=True)
    # What the notice announced of taking part online. A trigger refuses every change of it after the notice.
    voices_from = models.DateField(_("网上参与开始日期"), null=True, blank=True)
    voices_until = models.DateField(_("网上参与截止日期"), null=True, blank=True, help_text=_("含当日"))
    ballot = models.CharField(_("意向表决方式"), max_length=8, choices=Ballot, blank=True)
    ballot_question = models.CharField(_("表决事项"), max_length=200, blank=True)
    ballot_options = models.JSONField(_("表决选项"), default=list, blank=True)
    minutes = models.TextField(_("会议记录"), max_length=8000, blank=True, default="")
    # What came of it, written down with the conclusion.
    codes_count = models.PositiveIntegerField(_("制发参与码数"), null=True, blank=True)
    voters_count = models.PositiveIntegerField(_("意向表决人数"), null=True, blank=True)
    ballot_result = models.JSONField(_("各选项票数"), default=list, blank=True)
    session = models.OneToOneField(
        Session, models.PROTECT, null=True, blank=True, related_name="way", verbose_name=_("社区协商")
    )
    posted_on = models.DateField(_("结论公示日期"), null=True, blank=True)
    feedback_on = models.DateField(_("反馈日期"), null=True, blank=True)
    feedback = models.CharField(_("反馈内容"), max_length=600, blank=True)
    satisfied_count = models.PositiveIntegerField(_("满意人数"), default=0)
    asked_count = models.PositiveIntegerField(_("评价人数"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("协商议题")
        verbose_name_plural = _("协商议题")
        ordering = ["-raised_on", "-id"]
        constraints = [
            in_order("topic_review_order", "raised_on", "reviewed_on", _("预审日期不能早于提出日期。")),
            in_order("topic_notice_order", "notified_on", "meeting_on", _("协商日期不能早于通报日期。")),
            in_order("topic_voices_order", "voices_from", "voices_until", _("网上参与截止日期不能早于开始日期。")),
            models.CheckConstraint(
                name="topic_satisfied",
                condition=models.Q(satisfied_count__lte=models.F("asked_count")),
                violation_error_message=_("满意人数不能多于评价人数。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation:topic_detail", kwargs={"pk": self.pk})


class Participant(Record):
    """Who was at the table, by kind and as a body; nobody's number is kept."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="participants", verbose_name=_("协商议题"))
    kind = models.CharField(_("参与方"), max_length=40, help_text=_("如：居民代表、非户籍居民代表、物业企业"))
    people_count = models.PositiveIntegerField(_("签到人数"))

    class Meta(Record.Meta):
        verbose_name = _("协商参与方")
        verbose_name_plural = _("协商参与方")
        ordering = ["topic_id", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.people_count}"


class Opinion(Record):
    """One opinion: as the minutes have it, or as a resident wrote it online.

    `author_mark` tells only that two opinions on one topic are of one person; nothing else in the database has it.
    """

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="opinions", verbose_name=_("协商议题"))
    kind = models.CharField(_("参与方"), max_length=40)
    text = models.CharField(_("意见"), max_length=600)
    is_online = models.BooleanField(_("网上提出"), default=False)
    stance = models.CharField(_("态度"), max_length=8, choices=Stance, blank=True)
    given_on = models.DateField(_("提出日期"), null=True, blank=True)
    author_mark = MarkField(verbose_name=_("提出人指纹"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("协商意见")
        verbose_name_plural = _("协商意见")
        ordering = ["topic_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "author_mark"], name="opinion_one_per_person"),
            models.CheckConstraint(
                name="opinion_online_marked",
                condition=models.Q(is_online=True, author_mark__isnull=False)
                | models.Q(is_online=False, author_mark=None),
                violation_error_message=_("网上意见须有提出人指纹，会上意见没有。"),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
