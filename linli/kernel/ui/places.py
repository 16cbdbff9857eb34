"""The picker of places: where one is in the tree, and the next level down, within the post's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division, list_ancestors, list_children


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False
    group: str = ""


def find_place(post: Post, text: str) -> Division | None:
    """The division of a code, where the post covers all of it; None for anything else."""
    if not text:
        return None
    try:
        found = get_division(text)
    except Division.DoesNotExist:
        return None
    return found if post.scope.covers(*found.range) else None


def choices(post: Post, chosen: Division | None, at: date) -> list[Choice]:
    """The whole scope, the way down to the chosen place, and its children."""
    found = [Choice("", _("全部管辖范围"), chosen is None)]
    if chosen is None and len(post.places) > 1:
        return found + _listed(post.places, _("管辖区划"))
    start = chosen or post.places[0]
    if chosen is not None:
        above = [place for place in list_ancestors(chosen) if post.scope.covers(*place.range)]
        found += _listed(above[:-1], _("上级"))
        found.append(Choice(chosen.short_code, chosen.name, True))
    return found + _listed(list(list_children(start, at)), _("下级"))


def _listed(places: Sequence[Division], group: str) -> list[Choice]:
    return [Choice(place.short_code, place.name, group=group) for place in places]


def trail(post: Post, place: Division) -> list[Division]:
    """The ancestors of a place that the post may open, outermost first, and the place itself."""
    return [each for each in list_ancestors(place) if post.scope.covers(*each.range)]
