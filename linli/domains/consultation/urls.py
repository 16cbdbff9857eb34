from django.urls import path

from linli.domains.consultation import views
from linli.domains.consultation.records import PROBLEM, SESSION, TOPIC
from linli.kernel.ui.urls import record_urls

app_name = "consultation"
urlpatterns = [
    # This stands before those of the register, whose page it takes the place of.
    path("topic/<int:pk>/", views.topic_detail, name="topic_detail"),
    path("topic/<int:pk>/meeting/", views.meeting, name="meeting"),
    path("topic/<int:pk>/meeting/take-back/<slug:what>/<int:line>/", views.take_back, name="take_back"),
    path("topic/<int:pk>/codes/", views.codes, name="codes"),
    path("topic/<int:pk>/codes/slips.pdf", views.slips, name="slips"),
    *record_urls(SESSION),
    *record_urls(PROBLEM),
    *record_urls(TOPIC),
]
