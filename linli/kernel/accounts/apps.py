from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "linli.kernel.accounts"
    verbose_name = _("账号与岗位")

    def ready(self):
        from linli.kernel.accounts.installing import after_migrate  # noqa: PLC0415 - app ready

        # Each app's permissions.py declares what can be permitted in it.
        autodiscover_modules("permissions")
        post_migrate.connect(after_migrate, sender=self)
