from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "linli.portal"
    verbose_name = _("门户")

    def ready(self):
        from linli.kernel.accounts import roles  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item, register_page  # noqa: PLC0415 - app ready
        from linli.portal.roles import ROLES  # noqa: PLC0415 - app ready

        roles.register(*ROLES)
        register_item("todo", _("待办"), "portal:todos", "checklist")
        register_item("board", _("驾驶舱"), "portal:board", "layout-dashboard")
        register_item("board", _("指标目录"), "portal:catalogue", "chart-bar")
        register_item("office", _("区划变更"), "portal:division_changes", "map-pin", "divisions.change")
        for role, url_name in (
            ("home", "portal:todos"),
            ("search", "portal:search"),
            ("figure", "portal:trace"),
            ("place", "portal:place"),
        ):
            register_page(role, url_name)
