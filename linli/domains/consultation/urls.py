from linli.domains.consultation.records import PROBLEM, SESSION
from linli.kernel.ui.urls import record_urls

app_name = "consultation"
urlpatterns = [
    *record_urls(SESSION),
    *record_urls(PROBLEM),
]
