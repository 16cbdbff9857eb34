from django.urls import path

from linli.domains.suggestions import views
from linli.domains.suggestions.records import DEPUTY, QUESTION, SUGGESTION
from linli.kernel.ui.urls import record_urls

app_name = "suggestions"

urlpatterns = [
    # These stand before those of the register, whose pages they take the place of.
    path("suggestion/new/", views.suggestion_create, name="suggestion_create"),
    path("suggestion/<int:pk>/", views.suggestion_detail, name="suggestion_detail"),
    path("suggestion/<int:pk>/do/<slug:deed>/", views.suggestion_do, name="suggestion_do"),
    *record_urls(SUGGESTION),
    *record_urls(QUESTION),
    *record_urls(DEPUTY),
]
