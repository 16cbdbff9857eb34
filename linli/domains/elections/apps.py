from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    name = "linli.domains.elections"
    verbose_name = _("换届选举")

    def ready(self) -> None:
        from linli.domains.elections.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.elections.models.personal import PURPOSES  # noqa: PLC0415 - app ready
        from linli.domains.elections.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.elections.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.elections.workflow import ELECTION, LEAVING, OBJECTION  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(*PURPOSES)
        spec.register(*SPECS)
        registry.register(*INDICATORS)
        tables.register(ELECTION, OBJECTION, LEAVING)
        register_item("projects", _("换届进度"), "elections:progress", "gauge", Permission.VIEW)
        register_item("projects", _("换届班子结构"), "elections:structure", "chart-bar", Permission.VIEW)
        register_item("projects", _("重复登记的选民"), "elections:doubles", "copy", Permission.SUPERVISE)
