"""Addresses. Each domain has its own under its name; the portal has the rest."""

from django.apps import apps
from django.urls import include, path

from linli.kernel.ui.views import errors


def domain_urls() -> list:
    """Every installed domain that has addresses."""
    return [
        path(f"{config.label}/", include(f"{config.name}.urls"))
        for config in apps.get_app_configs()
        if config.name.startswith("linli.domains.")
    ]


urlpatterns = [
    path("", include("linli.kernel.signin.urls")),
    path("", include("linli.kernel.ui.urls")),
    *domain_urls(),
    path("", include("linli.portal.urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
