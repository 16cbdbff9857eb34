from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "linli.domains.committees"
    verbose_name = _("自治组织")

    def ready(self) -> None:
        from linli.domains.committees.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.committees.models.personal import PURPOSES  # noqa: PLC0415 - app ready
        from linli.domains.committees.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.committees.queries import paper_standing  # noqa: PLC0415 - app ready
        from linli.domains.committees.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.committees.workflow import CASE  # noqa: PLC0415 - app ready
        from linli.kernel.documents import proofs  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(*PURPOSES)
        spec.register(*SPECS)
        registry.register(*INDICATORS)
        tables.register(CASE)
        proofs.register("committees", paper_standing)
        register_item("projects", _("证书办理"), "committees:cases", "certificate", Permission.VIEW)
