"""One record: its fields, what can be done with it, what belongs to it, and what was done to it."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from linli.kernel.accounts.models import Post
from linli.kernel.exchange import writes
from linli.kernel.exchange.spec import RecordSpec, spec_of
from linli.kernel.ui import history, places
from linli.kernel.ui.display import columns_of, shown
from linli.kernel.ui.listing import related_names
from linli.kernel.ui.views.access import may_view

RELATED_ROWS = 20


def load(spec: RecordSpec, pk: int) -> Any:
    """The record, with the places and records that it names; 404 outside the scope."""
    names = related_names(spec) | {item.name for item in spec.fields if item.lookup}
    return get_object_or_404(spec.model.objects.select_related(*names), pk=pk)


@require_safe
@may_view
def record_detail(
    request: HttpRequest,
    spec: RecordSpec,
    pk: int,
    template: str = "ui/record_detail.html",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """A domain may show `more` in a template of its own, which extends the usual one."""
    record = load(spec, pk)
    may_edit = request.post_held.may(spec.edit_permission)
    findings = spec.check(writes.before_values(spec, record))
    context = {
        **frame(request, spec, record, "detail"),
        "values": [
            *(shown(spec, record, item.name) for item in spec.fields if item.name != "division"),
            *(fact for name in spec.facts if (fact := shown(spec, record, name)).text),
        ],
        "warnings": findings,
        "may_edit": may_edit,
        "actions": [each for each in spec.actions if request.post_held.may(each.permission) and each.offered(record)],
        "related": [
            found for name, heading in spec.related if (found := _related(request.post_held, record, name, heading))
        ],
        **(more or {}),
    }
    return render(request, template, context)


@require_safe
@may_view
def record_history(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    record = load(spec, pk)
    context = {**frame(request, spec, record, "history"), "entries": history.entries(spec, record)}
    return render(request, "ui/record_history.html", context)


def frame(request: HttpRequest, spec: RecordSpec, record: models.Model, tab: str) -> dict[str, Any]:
    """What the head of every page about one record needs."""
    return {"spec": spec, "record": record, "tab": tab, "trail": places.trail(request.post_held, record.division)}


def _related(post: Post, record: models.Model, name: str, heading: str) -> dict[str, Any] | None:
    """The first records of a reverse accessor, where their own register may be seen."""
    manager = getattr(record, name)
    spec = spec_of(manager.model)
    if spec is None or not post.may(spec.view_permission):
        return None
    found = manager.select_related(*related_names(spec)).order_by(*spec.ordering)
    columns, rows = columns_of(spec), list(found[: RELATED_ROWS + 1])
    return {
        "heading": heading,
        "spec": spec,
        "headers": [{"column": column} for column in columns],
        "count": len(rows) if len(rows) <= RELATED_ROWS else found.count(),
        "rows": [(each, [shown(spec, each, column.name) for column in columns]) for each in rows[:RELATED_ROWS]],
        "is_cut": len(rows) > RELATED_ROWS,
        **_addresses(spec, record, manager, post),
    }


def _addresses(spec: RecordSpec, record: models.Model, manager: Any, post: Post) -> dict[str, str]:
    """Where all of the related records are, and where another one is entered."""
    field, own = manager.field.name, spec_of(type(record))
    key = str(getattr(record, own.key[0])) if own else ""
    query = urlencode({field: key})
    return {
        "list_url": f"{spec.url('list')}?{query}" if field in spec.filters else "",
        "create_url": f"{spec.url('create')}?{query}" if post.may(spec.edit_permission) else "",
    }
