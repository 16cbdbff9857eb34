from linli.domains.residents.records import DWELLING, HOUSEHOLD, RESIDENT
from linli.kernel.ui.urls import record_urls

app_name = "residents"
urlpatterns = [
    *record_urls(RESIDENT),
    *record_urls(HOUSEHOLD),
    *record_urls(DWELLING),
]
