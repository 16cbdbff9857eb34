"""What each community owes its board, and what is overdue."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from linli.domains.disclosure.enums import ItemState, Kind
from linli.domains.disclosure.models import Item, Posting
from linli.domains.disclosure.rules import rhythm
from linli.domains.disclosure.rules.law import law_of
from linli.kernel.divisions.models import Division, VillageKind
from linli.kernel.rulesets.layers import Rules

WITH_LAST = {"last_on": Max("postings__posted_on", filter=Q(postings__posted_on__isnull=False))}


@dataclass(frozen=True)
class Line:
    """One item with the day of its last posting and the day by which the next is due."""

    item: Item
    last_on: date | None
    due_on: date | None
    missed: int

    @property
    def is_overdue(self) -> bool:
        return self.missed > 0


def kind_of(division: Division) -> Kind:
    """By which law a place discloses; a place that is like a community follows that of communities."""
    villages = {VillageKind.VILLAGERS, VillageKind.SIMILAR_VILLAGERS}
    return Kind.VILLAGERS if division.village_kind in villages else Kind.RESIDENTS


def law_for(posting: Posting, day: date) -> Rules:
    """The law of the day on which it was posted, or of `day` while it is not."""
    return law_of(posting.item.kind, posting.posted_on or day)


def catalogue(division: Division, at: date) -> list[Line]:
    """The items of a community in the order of its catalogue."""
    return [line_of(item, at) for item in listed(Item.objects.within(division)).order_by("number")]


def listed(items: QuerySet[Item]) -> QuerySet[Item]:
    """Those of the items that are on the catalogue, each with the day of its last posting as `last_on`."""
    return items.filter(state=ItemState.LISTED).annotate(**WITH_LAST)


def line_of(item: Item, at: date) -> Line:
    """Of an item from `listed()`."""
    last_on = getattr(item, "last_on", None)
    due = rhythm.due_on(item.rhythm, item.since, last_on)
    return Line(item, last_on, due, rhythm.missed_count(item.rhythm, item.since, last_on, at=at))


def last_posted_on(item: Item) -> date | None:
    return Posting.objects.filter(item=item).aggregate(day=Max("posted_on"))["day"]


def due_of(item: Item) -> date | None:
    """By when the item has to be posted again."""
    return rhythm.due_on(item.rhythm, item.since, last_posted_on(item))


def overdue_by_place(places: Sequence[Division], at: date) -> list[tuple[Division, int, int]]:
    """For each place: the items on its catalogues, and how many of them are overdue. One question for all."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    if not places:
        return []
    within = Q(division_id__gte=min(each.code for each in places), division_id__lt=max(each.upper for each in places))
    for item in listed(Item.objects.filter(within)).only("division_id", "rhythm", "since"):
        place = _holding(places, item.division_id)
        if place is not None:
            counts[place.code][0] += 1
            counts[place.code][1] += line_of(item, at).is_overdue
    return [(place, *counts[place.code]) for place in places]  # type: ignore[misc]  # two numbers each


def _holding(places: Iterable[Division], code: int) -> Division | None:
    return next((place for place in places if place.code <= code < place.upper), None)


def table_text(table: Sequence[Sequence[str]]) -> str:
    """The attached table as it is typed: a row a line, cells parted by a bar."""
    return "\n".join("|".join(row) for row in table)
