from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions import grants, references
from linli.kernel.divisions.postgresql import lookups


class DivisionsConfig(AppConfig):
    name = "linli.kernel.divisions"
    verbose_name = _("区划")

    def ready(self):
        lookups.register()
        post_migrate.connect(grants.after_migrate, sender=self)
        post_migrate.connect(references.after_migrate, sender=self)
