from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """What a consultation is about."""

    ENVIRONMENT = "environment", _("环境卫生")
    PROPERTY = "property", _("物业管理")
    FACILITIES = "facilities", _("公共设施")
    SAFETY = "safety", _("平安建设")
    WELFARE = "welfare", _("民生服务")
    OTHER = "other", _("其他")
