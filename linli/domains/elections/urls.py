from linli.domains.elections.records import ELECTION
from linli.kernel.ui.urls import record_urls

app_name = "elections"
urlpatterns = [
    *record_urls(ELECTION),
]
