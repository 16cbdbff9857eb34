from linli.domains.consultation.records import PROBLEM, SESSION, TOPIC
from linli.kernel.ui.urls import record_urls

app_name = "consultation"
urlpatterns = [
    *record_urls(SESSION),
    *record_urls(PROBLEM),
    *record_urls(TOPIC),
]
