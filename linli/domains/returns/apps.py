from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "linli.domains.returns"
    verbose_name = _("填报")
