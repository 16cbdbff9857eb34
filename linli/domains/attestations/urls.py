from django.urls import path

from linli.domains.attestations import views
from linli.domains.attestations.records import ITEM, ITEM_LIST
from linli.kernel.ui.urls import record_urls

app_name = "attestations"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("new/", views.receive, name="receive"),
    path("negative/", views.negative_list, name="negative_list"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("applications/<int:pk>/paper.pdf", views.paper, name="paper"),
    path("applications/<int:pk>/do/<slug:deed>/", views.application_do, name="application_do"),
    *record_urls(ITEM_LIST),
    *record_urls(ITEM),
]
