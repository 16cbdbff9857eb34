from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigninConfig(AppConfig):
    name = "linli.kernel.signin"
    verbose_name = _("登录与会话")

    def ready(self):
        from linli.kernel.signin import checks  # noqa: F401, PLC0415 - registers itself
