from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "linli.domains.returns"
    verbose_name = _("一表通")

    def ready(self) -> None:
        from linli.domains.returns.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.returns.models.personal import RETURNING  # noqa: PLC0415 - app ready
        from linli.domains.returns.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.returns.workflow import ANSWER, REQUEST  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(RETURNING)
        registry.register(*INDICATORS)
        tables.register(REQUEST, ANSWER)
        register_item("office", _("报表填报"), "returns:answers", "clipboard-list", Permission.ANSWER)
        register_item("office", _("报表登记"), "returns:request_list", "file-spreadsheet", Permission.VIEW)
        register_item("office", _("基层负担"), "returns:burden", "scale", Permission.VIEW)
        register_item("office", _("事实字典"), "returns:fact_list", "book", Permission.VIEW)
