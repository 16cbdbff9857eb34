from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Item(TextChoices):
    """The 五有 of a security centre. Each code is the name of the field that holds the answer."""

    PLACE = "has_place", _("有场所")
    STAFF = "has_staff", _("有人员")
    RULES = "has_rules", _("有制度")
    PLATFORM = "has_platform", _("有平台")
    MECHANISM = "has_mechanism", _("有运行机制")
