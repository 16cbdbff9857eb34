from linli.domains.standards.records import CERTIFICATION, COMMUNITY, PLAN_ITEM
from linli.kernel.ui.urls import record_urls

app_name = "standards"
urlpatterns = [
    *record_urls(COMMUNITY),
    *record_urls(CERTIFICATION),
    *record_urls(PLAN_ITEM),
]
