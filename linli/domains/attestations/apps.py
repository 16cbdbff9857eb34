from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttestationsConfig(AppConfig):
    name = "linli.domains.attestations"
    verbose_name = _("出具证明")

    def ready(self) -> None:
        from linli.domains.attestations.indicators import INDICATORS  # noqa: PLC0415 - app ready
        from linli.domains.attestations.models import PURPOSES  # noqa: PLC0415 - app ready
        from linli.domains.attestations.permissions import Permission  # noqa: PLC0415 - app ready
        from linli.domains.attestations.queries import paper_standing  # noqa: PLC0415 - app ready
        from linli.domains.attestations.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.attestations.workflow import ATTESTATION  # noqa: PLC0415 - app ready
        from linli.kernel.documents import proofs  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.indicators import registry  # noqa: PLC0415 - app ready
        from linli.kernel.privacy.declaration import register_purposes  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        register_purposes(*PURPOSES)
        spec.register(*SPECS)
        registry.register(*INDICATORS)
        tables.register(ATTESTATION)
        proofs.register("attestations", paper_standing)
        register_item("projects", _("出具证明"), "attestations:desk", "file-check", Permission.VIEW)
