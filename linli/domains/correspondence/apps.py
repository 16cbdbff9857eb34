from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "linli.domains.correspondence"
    verbose_name = _("公文")

    def ready(self) -> None:
        from linli.domains.correspondence.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.correspondence.workflow import LETTER  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        tables.register(LETTER)
        spec.register(*SPECS)
        register_item("office", _("公文"), "correspondence:letter_list", "file-text", "letters.view")
