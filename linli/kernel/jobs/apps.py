from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "linli.kernel.jobs"
    verbose_name = _("作业队列")
