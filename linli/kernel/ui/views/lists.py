"""The list of a register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.indicators.figures import NoSuchDimension
from linli.kernel.indicators.periods import BadPeriod
from linli.kernel.indicators.registry import UnknownFigure
from linli.kernel.ui import listing, places
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.display import columns_of, shown
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import may_view

# All that a figure's address can be wrong in; ValueError is a day that is none.
BAD_ADDRESS = (UnknownFigure, NoSuchDimension, BadPeriod, ValueError)


@require_safe
@may_view
def record_list(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    """Search, filter, order and page; a part of the page alone when htmx asks."""
    try:
        asked = listing.read(spec, request.post_held, request.now, request.GET)
    except BAD_ADDRESS as error:
        return errors.page(request, 400, str(error))
    page = asked.page()
    columns = columns_of(spec)
    context = {
        "spec": spec,
        "listing": asked,
        "page": page,
        "pages": asked.steps(page),
        "export_url": asked.address(page="export"),
        "template_url": spec.url("template"),
        "rows": [(record, [shown(spec, record, column.name) for column in columns]) for record in page],
        "places": places.choices(request.post_held, asked.place, request.now.date()),
        "may_edit": request.post_held.may(spec.edit_permission),
        "figure": asked.figure,
        "figure_page": listing.figure_page(asked.figure) if asked.figure else "",
    }
    if not is_partial(request):
        return render(request, "ui/record_list.html", context)
    response = render(request, "ui/record_results.html", context)
    # The form sends every input; the address kept is the short one.
    response.headers["HX-Push-Url"] = asked.address(asked.turned_to(page))
    return response
