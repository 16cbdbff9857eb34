from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "linli.kernel.ui"
    verbose_name = _("界面")
