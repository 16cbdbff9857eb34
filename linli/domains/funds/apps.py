from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "linli.domains.funds"
    verbose_name = _("专项资金")

    def ready(self) -> None:
        from linli.domains.funds.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.funds.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
