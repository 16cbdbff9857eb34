from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "linli.portal"
    verbose_name = _("门户")

    def ready(self):
        from linli.kernel.accounts import roles  # noqa: PLC0415 - app ready
        from linli.kernel.signin.checks import DEMO_ACCOUNTS  # noqa: PLC0415 - app ready
        from linli.kernel.ui.navigation import register_item, register_page  # noqa: PLC0415 - app ready
        from linli.portal.demo_cast import CAST  # noqa: PLC0415 - app ready
        from linli.portal.permissions import Audit, Security  # noqa: PLC0415 - app ready
        from linli.portal.queries import sees_figures  # noqa: PLC0415 - app ready
        from linli.portal.roles import ROLES  # noqa: PLC0415 - app ready

        roles.register(*ROLES)
        DEMO_ACCOUNTS.update(person.username for person in CAST)
        register_item("todo", _("待办"), "portal:todos", "checklist")
        register_item("board", _("驾驶舱"), "portal:board", "layout-dashboard", is_for=sees_figures)
        register_item("board", _("指标目录"), "portal:catalogue", "chart-bar", is_for=sees_figures)
        register_item("office", _("区划变更"), "portal:division_changes", "map-pin", "divisions.change")
        for label, page, icon in (
            (_("岗位"), "posts", "id-badge-2"),
            (_("账号"), "people", "users"),
            (_("单位"), "units", "building"),
            (_("角色与权限"), "roles", "key"),
        ):
            register_item("administration", label, f"portal:accounts:{page}", icon, Security.ACCOUNTS)
        register_item("administration", _("审计"), "portal:audit:entries", "history", Audit.READ)
        for role, url_name in (
            ("home", "portal:todos"),
            ("search", "portal:search"),
            ("figure", "portal:trace"),
            ("place", "portal:place"),
        ):
            register_page(role, url_name)
