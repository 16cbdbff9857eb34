"""The addresses of a register, made from its spec, and the addresses of the house itself.

A domain's `urls.py` says `app_name = "<label>"` and `urlpatterns = [*record_urls(SPEC), …]`.
"""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.urls import URLPattern, path

from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.ui.views import acts, details, edits, exports, imports, lists, lookups, session

app_name = "ui"
urlpatterns = [
    path("posts/switch/", session.switch_post, name="switch_post"),
    path("lookup/divisions/", lookups.divisions, name="division_lookup"),
    path("lookup/<str:code>/", lookups.records, name="record_lookup"),
]


def record_urls(spec: RecordSpec) -> list[URLPattern]:
    """List, detail, entry, import and export of one register, named `<slug>_<page>`."""
    routes: list[tuple[str, str, Callable]] = [
        ("list", "", lists.record_list),
        ("create", "new/", edits.record_create),
        ("import", "import/", imports.upload),
        ("import_result", "import/<int:pk>/", imports.result),
        ("import_confirm", "import/<int:pk>/confirm/", imports.confirm),
        ("import_titles", "import/<int:pk>/titles/", imports.titles),
        ("import_recheck", "import/<int:pk>/recheck/", imports.recheck),
        ("import_stop", "import/<int:pk>/stop/", imports.stop),
        ("import_marked", "import/<int:pk>/marked/", imports.marked),
        ("export", "export/", exports.export),
        ("parcel", "export/<int:pk>/", exports.parcel),
        ("parcel_file", "export/<int:pk>/file/", exports.fetch),
        ("export_stop", "export/<int:pk>/stop/", exports.stop),
        ("template", "template/", exports.template),
        ("detail", "<int:pk>/", details.record_detail),
        ("history", "<int:pk>/history/", details.record_history),
        ("edit", "<int:pk>/edit/", edits.record_edit),
        ("act", "<int:pk>/act/<slug:action>/", acts.record_act),
    ]
    return [path(f"{spec.slug}/{route}", bound(view, spec), name=f"{spec.slug}_{name}") for name, route, view in routes]


def bound(view: Callable, spec: RecordSpec) -> Callable:
    """The view with its spec given once and for all."""
    return update_wrapper(partial(view, spec=spec), view)
