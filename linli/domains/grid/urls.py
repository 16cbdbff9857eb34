from linli.domains.grid.records import CENTRE, WORKER
from linli.kernel.ui.urls import record_urls

app_name = "grid"
urlpatterns = [
    *record_urls(CENTRE),
    *record_urls(WORKER),
]
