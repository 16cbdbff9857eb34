from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesetsConfig(AppConfig):
    name = "linli.kernel.rulesets"
    verbose_name = _("规则")
