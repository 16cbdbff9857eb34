from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "linli.domains.returns"
    verbose_name = _("一表通")

    def ready(self) -> None:
        from linli.domains.returns import permissions  # noqa: PLC0415 - app ready
        from linli.domains.returns.models.personal import RETURNING  # noqa: PLC0415 - app ready
        from linli.domains.returns.workflow import ANSWER, REQUEST  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui import navigation  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(RETURNING)
        # answering:
        navigation.register_item(
            "office", _("报表填报"), "returns:answers", "clipboard-list", permissions.Permission.ANSWER
        )
        tables.register(REQUEST, ANSWER)
