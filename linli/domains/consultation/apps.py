from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    name = "linli.domains.consultation"
    verbose_name = _("社区协商")

    def ready(self) -> None:
        from linli.domains.consultation.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.consultation.models.personal import TAKING_PART  # noqa: PLC0415 - app ready
        from linli.domains.consultation.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.consultation.workflow import TOPIC  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(TAKING_PART)
        spec.register(*SPECS)
        registry.register(*INDICATORS)
        tables.register(TOPIC)
