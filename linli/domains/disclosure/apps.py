from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "linli.domains.disclosure"
    verbose_name = _("村（居）务公开")

    def ready(self) -> None:
        from linli.domains.disclosure.models.personal import ASKING  # noqa: PLC0415 - app ready
        from linli.domains.disclosure.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.disclosure.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.disclosure.workflow import ITEM, POSTING, QUESTION, RUN  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(ASKING)
        spec.register(*SPECS)
        tables.register(ITEM, POSTING, QUESTION, RUN)
        register_item("projects", _("公开情况"), "disclosure:board", "file-check", Permission.VIEW)
