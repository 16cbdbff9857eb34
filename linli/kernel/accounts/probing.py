"""An account that asks again and again for what it may not see is locked for a while.

Counted per account and minute. Source: GB/T 22239-2019 §8.1.4.1 (登录失败处理) by analogy; the limits are settings of the house.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Sum

from linli.kernel.accounts.models import RefusalCount, User


def count_refusal(user: User, at: datetime) -> bool:
    """One more; True when this one was the last that is borne, and the account is now locked."""
    minute = at.replace(second=0, microsecond=0)
    since = minute - timedelta(minutes=settings.LINLI_PROBE_MINUTES)
    RefusalCount.objects.filter(user=user, minute__lte=since).delete()
    RefusalCount.objects.bulk_create([RefusalCount(user=user, minute=minute)], ignore_conflicts=True)
    RefusalCount.objects.filter(user=user, minute=minute).update(count=F("count") + 1)
    total = RefusalCount.objects.filter(user=user).aggregate(total=Sum("count"))["total"]
    if total < settings.LINLI_PROBE_LIMIT:
        return False
    user.locked_until = at + timedelta(minutes=settings.LINLI_PROBE_LOCK_MINUTES)
    user.save(update_fields=["locked_until"])
    RefusalCount.objects.filter(user=user).delete()
    return True
