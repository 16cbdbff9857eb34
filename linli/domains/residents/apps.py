from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "linli.domains.residents"
    verbose_name = _("居民")

    def ready(self) -> None:
        from linli.domains.residents.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.residents.models.personal import PURPOSES  # noqa: PLC0415 - app ready
        from linli.domains.residents.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.residents.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.residents.workflow import TRANSFER  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(*PURPOSES)
        spec.register(*SPECS)
        registry.register(*INDICATORS)
        tables.register(TRANSFER)
        register_item("goal", _("按号码找人"), "residents:look_up", "search", Permission.VIEW)
        register_item("goal", _("市内转移"), "residents:transfers", "switch-horizontal", Permission.TRANSFER)
        register_item("goal", _("个人信息说明"), "residents:purposes", "shield-check", Permission.VIEW)
