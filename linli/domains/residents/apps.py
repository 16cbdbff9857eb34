from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "linli.domains.residents"
    verbose_name = _("居民")

    def ready(self) -> None:
        from linli.domains.residents.models.personal import PURPOSES  # noqa: PLC0415 - app ready
        from linli.domains.residents.records import SPECS  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready

        register_purposes(*PURPOSES)
        spec.register(*SPECS)
