from django.urls import path

from linli.domains.committees import views
from linli.domains.committees.records import ASSEMBLY, BODY, COMMITTEE, SEAT
from linli.kernel.ui.urls import record_urls

app_name = "committees"
urlpatterns = [
    # This stands before that of the register, whose page it extends.
    path("committee/<int:pk>/", views.committee_detail, name="committee_detail"),
    path("committee/<int:pk>/open-case/", views.open_case, name="open_case"),
    path("certificates/", views.cases, name="cases"),
    path("certificates/renewals/", views.renew, name="renew"),
    path("certificates/compare/", views.compare, name="compare"),
    path("certificates/compare/<int:pk>/", views.comparison, name="comparison"),
    path("certificates/<int:pk>/paper.pdf", views.paper, name="paper"),
    path("certificates/<int:pk>/lost/", views.lost, name="lost"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/do/<slug:deed>/", views.case_do, name="case_do"),
    *record_urls(COMMITTEE),
    *record_urls(BODY),
    *record_urls(SEAT),
    *record_urls(ASSEMBLY),
]
