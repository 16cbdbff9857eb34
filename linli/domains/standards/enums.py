from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Item(TextChoices):
    """一有二厅七中心, in the order in which they are said. Each code is the name of the field that holds the answer."""

    ORGANISATIONS = "has_organisations", _("一有（组织健全）")
    SERVICE_HALL = "has_service_hall", _("便民服务厅")
    COUNCIL_HALL = "has_council_hall", _("居民议事厅")
    SECURITY_CENTRE = "has_security_centre", _("综治中心")
    CULTURE_CENTRE = "has_culture_centre", _("文体活动中心")
    CLINIC = "has_clinic", _("卫生服务中心")
    DAY_CARE = "has_day_care", _("老年人日间照料中心")
    CHILDREN_CENTRE = "has_children_centre", _("儿童服务中心")
    VOLUNTEER_CENTRE = "has_volunteer_centre", _("志愿服务中心")
    INCUBATOR = "has_incubator", _("社区社会组织孵化中心")
