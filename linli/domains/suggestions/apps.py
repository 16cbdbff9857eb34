from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    name = "linli.domains.suggestions"
    verbose_name = _("代表建议")

    def ready(self) -> None:
        from linli.domains.correspondence.actions import accompany  # noqa: PLC0415 - app ready
        from linli.domains.correspondence.enums import LetterKind  # noqa: PLC0415 - app ready
        from linli.domains.suggestions.actions import follow_letter  # noqa: PLC0415 - app ready
        from linli.domains.suggestions.records import SPECS  # noqa: PLC0415 - app ready
        from linli.domains.suggestions.workflow import SUGGESTION  # noqa: PLC0415 - app ready
        from linli.kernel.exchange import spec  # noqa: PLC0415 - app ready
        from linli.kernel.workflow import tables  # noqa: PLC0415 - app ready

        spec.register(*SPECS)
        tables.register(SUGGESTION)
        accompany(LetterKind.REPLY, follow_letter)
