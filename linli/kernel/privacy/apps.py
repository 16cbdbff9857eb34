from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "linli.kernel.privacy"
    verbose_name = _("个人信息保护")

    def ready(self) -> None:
        from linli.kernel.privacy import checks  # noqa: F401, PLC0415 - registers the checks
