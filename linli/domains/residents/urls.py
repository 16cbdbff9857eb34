from django.urls import path

from linli.domains.residents import views
from linli.domains.residents.records import DWELLING, HOUSEHOLD, RESIDENT
from linli.kernel.ui.urls import bound, record_urls
from linli.kernel.ui.views import acts, details, edits

app_name = "residents"
# These go before the register's own, which they take the place of.
OF_A_FILE = [
    path("resident/<int:pk>/", bound(views.unless_restricted(views.person), RESIDENT), name="resident_detail"),
    path(
        "resident/<int:pk>/history/",
        bound(views.unless_restricted(details.record_history), RESIDENT),
        name="resident_history",
    ),
    path("resident/<int:pk>/edit/", bound(views.unless_restricted(edits.record_edit), RESIDENT), name="resident_edit"),
    path(
        "resident/<int:pk>/act/<slug:action>/",
        bound(views.unless_restricted(acts.record_act), RESIDENT),
        name="resident_act",
    ),
]
urlpatterns = [
    *OF_A_FILE,
    *record_urls(RESIDENT),
    *record_urls(HOUSEHOLD),
    *record_urls(DWELLING),
    path("resident/<int:pk>/reveal/<slug:field>/", views.unless_restricted(views.reveal), name="reveal"),
    path("resident/<int:pk>/rights/", views.rights, name="rights"),
    path("receipts/<int:pk>/", views.receipt, name="receipt"),
    path("receipts/<int:pk>/copy/", views.receipt_copy, name="receipt_copy"),
    path("<slug:what>/<int:pk>/end/", views.end, name="end"),
    path("look-up/", views.look_up, name="look_up"),
    path("purposes/", views.purposes, name="purposes"),
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/new/", views.transfer_request, name="transfer_request"),
    path("transfers/<int:pk>/", views.transfer, name="transfer"),
    path("transfers/<int:pk>/<slug:step>/", views.transfer_answer, name="transfer_answer"),
]
