"""Days picked at random, the same at every run."""

from datetime import date, timedelta
from random import Random


def between(random: Random, first: date, last: date) -> date:
    """Any day from `first` to `last`, both included."""
    return first + timedelta(days=random.randint(0, (last - first).days))


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend: offices do not pay or certify on weekends."""
    return day - timedelta(days=max(0, day.weekday() - 4))
