from linli.domains.coordination.records import (
    LEADING_GROUP,
    LEDGER_AREA,
    LEDGER_TASK,
    MEMBER_UNIT,
    TASK_FORCE,
    WORK_LEDGER,
)
from linli.kernel.ui.urls import record_urls

app_name = "coordination"
urlpatterns = [
    *record_urls(LEADING_GROUP),
    *record_urls(TASK_FORCE),
    *record_urls(MEMBER_UNIT),
    *record_urls(WORK_LEDGER),
    *record_urls(LEDGER_AREA),
    *record_urls(LEDGER_TASK),
]
