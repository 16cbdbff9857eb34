from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    name = "linli.domains.elections"
    verbose_name = _("换届选举")

    def ready(self) -> None:
        from linli.domains.elections.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.elections.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
