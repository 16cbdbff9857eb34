from linli.domains.workforce.records import QUALIFICATION
from linli.kernel.ui.urls import record_urls

app_name = "workforce"
urlpatterns = [
    *record_urls(QUALIFICATION),
]
