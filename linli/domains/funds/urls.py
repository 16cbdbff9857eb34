from linli.domains.funds.records import ALLOCATION, BUDGET, REWARD
from linli.kernel.ui.urls import record_urls

app_name = "funds"
urlpatterns = [
    *record_urls(ALLOCATION),
    *record_urls(REWARD),
    *record_urls(BUDGET),
]
