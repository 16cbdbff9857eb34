from linli.domains.committees.records import COMMITTEE
from linli.kernel.ui.urls import record_urls

app_name = "committees"
urlpatterns = [
    *record_urls(COMMITTEE),
]
