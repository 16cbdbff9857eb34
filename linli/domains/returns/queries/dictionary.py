"""The dictionary of facts: what each means, what is known of it, and which requests ask for it."""

from django.db.models import Count, Max, Q, QuerySet

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Alias, Fact, FactValue, Request
from linli.domains.returns.rules.asked import FACT


def list_facts(words: str) -> QuerySet[Fact]:
    """With how many values of it lie in the scope that is entered."""
    found = Fact.objects.select_related("owner")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(definition__icontains=word) | Q(owner__name__icontains=word))
    return found.order_by("name", "id")


def values_known(facts: list[Fact]) -> dict[int, tuple[int, object]]:
    """Fact → of how many places, persons or things it is known, and the newest day."""
    rows = (
        FactValue.objects.filter(fact__in=facts)
        .order_by()
        .values("fact")
        .annotate(count=Count("about", distinct=True), places=Count("division", distinct=True), newest=Max("as_of"))
    )
    return {row["fact"]: (max(row["count"], row["places"]), row["newest"]) for row in rows}


def asked_in(fact: Fact) -> list[Request]:
    """Requests in force, and those that were."""
    found = Request.objects.filter(state__in=[RequestState.IN_FORCE, RequestState.ENDED])
    asking = found.filter(columns__contains=[{"fact": f"{FACT}{fact.pk}"}])
    return list(asking.select_related("unit").defer("workbook", "preview"))


def headings_of(fact: Fact) -> list[str]:
    """Under which headings forms have asked for it."""
    return list(Alias.objects.filter(fact=f"{FACT}{fact.pk}").values_list("headings", flat=True).distinct()[:20])
