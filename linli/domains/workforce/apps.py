from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "linli.domains.workforce"
    verbose_name = _("社工队伍")

    def ready(self) -> None:
        from linli.domains.workforce.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.workforce.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
