from django.urls import path

from linli.domains.correspondence import views
from linli.domains.correspondence.records import INCOMING
from linli.kernel.ui.urls import record_urls

app_name = "correspondence"

urlpatterns = [
    path("letters/", views.letter_list, name="letter_list"),
    path("letters/<int:pk>/", views.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/preview/", views.letter_preview, name="letter_preview"),
    path("letters/<int:pk>/act/<slug:deed>/", views.letter_act, name="letter_act"),
    path("letters/<int:pk>/pdf/", views.letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/docx/", views.letter_docx, name="letter_docx"),
    path("letters/<int:pk>/figures/", views.figure_search, name="figure_search"),
    path("letters/<int:pk>/pick/", views.figure_pick, name="figure_pick"),
    path("letters/trace/<uuid:identity>/<str:mark>/", views.citation_trace, name="trace"),
    *record_urls(INCOMING),
]
