from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "linli.domains.committees"
    verbose_name = _("自治组织")

    def ready(self) -> None:
        from linli.domains.committees.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.committees.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        registry.register(*INDICATORS)
