from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Levels of the social workers' professional certificate, from below. A level is not a post.

    Source: 社会工作者职业水平评价暂行规定 2006-07-20; 高级社会工作师评价办法 2018-03-06.
    """

    ASSISTANT = "assistant", _("助理社会工作师（初级）")
    INTERMEDIATE = "intermediate", _("社会工作师（中级）")
    SENIOR = "senior", _("高级社会工作师")
