"""Which communities a request is for."""

from datetime import date

from linli.domains.returns.models import Request
from linli.kernel.divisions.models import Division, Level, Succession
from linli.kernel.divisions.queries import in_force, inside, key_of


def communities_of(request: Request, on: date) -> list[Division]:
    """Those in force on the day in all the places it names, in order; of a place that is no more, those that came after it."""
    codes = {heir for code in request.targets for heir in heirs_of(key_of(code))}
    places = Division.objects.filter(code__in=codes).values_list("code", "upper")
    found = in_force(Division.objects.filter(inside(places), level=Level.VILLAGE), on) if codes else ()
    return sorted(found, key=lambda each: each.code)


def heirs_of(key: int) -> set[int]:
    """The code itself while it is in use; else all codes that its place was merged into or split up in."""
    if Division.objects.filter(code=key).exists():
        return {key}
    found, waiting, seen = set(), {key}, {key}
    while waiting:
        after = set(Succession.objects.filter(predecessor__in=waiting).values_list("successor", flat=True))
        living = set(Division.objects.filter(code__in=after).values_list("code", flat=True))
        found |= living
        waiting = after - living - seen
        seen |= waiting
    return found
