from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoordinationConfig(AppConfig):
    name = "linli.domains.coordination"
    verbose_name = _("统筹协调")

    def ready(self) -> None:
        from linli.domains.coordination.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.coordination.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
