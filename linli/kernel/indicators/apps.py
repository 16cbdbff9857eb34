from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "linli.kernel.indicators"
    verbose_name = _("指标")

    def ready(self):
        from linli.kernel.indicators.triggers import after_migrate  # noqa: PLC0415 - needs the models

        post_migrate.connect(after_migrate, sender=self)
