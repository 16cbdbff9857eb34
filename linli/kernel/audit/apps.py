from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions import scope


class AuditConfig(AppConfig):
    name = "linli.kernel.audit"
    verbose_name = _("审计")

    def ready(self):
        scope.witness(scope_left)
        pre_migrate.connect(before_migrate, sender=self)
        post_migrate.connect(after_migrate, sender=self)


def scope_left(reason: str) -> None:
    from linli.kernel.audit import log  # noqa: PLC0415 - app ready

    log.scope_left(reason)


def before_migrate(sender, using, plan=(), **kwargs) -> None:
    from linli.kernel.audit import triggers  # noqa: PLC0415 - app ready

    if using == "owner" and plan:
        triggers.stand_in(using)


def after_migrate(sender, using, **kwargs) -> None:
    from linli.kernel.audit import triggers  # noqa: PLC0415 - app ready

    if using == "owner":
        triggers.install(using)
