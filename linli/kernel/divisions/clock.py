"""The one place that reads the clock; everything below takes `at`."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present, or the same time of day on the day that LINLI_TODAY names."""
    present = timezone.localtime()
    if not settings.LINLI_TODAY:
        return present
    day = date.fromisoformat(settings.LINLI_TODAY)
    return timezone.make_aware(datetime.combine(day, time(present.hour, present.minute, present.second)))


def today() -> date:
    return now().date()


def is_moved() -> bool:
    """True where the clock is set by hand; pages must say so."""
    return bool(settings.LINLI_TODAY)
