from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GridConfig(AppConfig):
    name = "linli.domains.grid"
    verbose_name = _("网格与综治")

    def ready(self) -> None:
        from linli.domains.grid.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.grid.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
