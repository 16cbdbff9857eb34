from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandardsConfig(AppConfig):
    name = "linli.domains.standards"
    verbose_name = _("规范化建设")

    def ready(self) -> None:
        from linli.domains.standards.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.standards.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
