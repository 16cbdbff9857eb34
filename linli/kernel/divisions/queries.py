"""Look-ups in the tree. Divisions are public: no scope limits them."""

import re
from datetime import date

from django.db.models import Q, QuerySet

from linli.kernel.divisions.models import NATION, Division


def get_division(code: int | str) -> Division:
    """Find a division by its 15-digit key or by the 12-digit (or shorter, even) code; raises Division.DoesNotExist."""
    return Division.objects.get(code=key_of(code))


def key_of(code: int | str) -> int:
    """The 15-digit key of a code as people write it: 4109, 410900, 410900000000 and the key itself are one place."""
    digits = str(code).strip()
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        raise Division.DoesNotExist(digits)
    if int(digits) == NATION:
        return NATION
    return int(digits) if len(digits) == 15 else int(digits.ljust(12, "0")) * 1000


def list_children(division: Division, at: date) -> QuerySet[Division]:
    return in_force(Division.objects.filter(parent=division), at)


def list_ancestors(division: Division) -> list[Division]:
    """From the nation down to the division itself."""
    chain = [division]
    while chain[-1].parent_id is not None:
        chain.append(Division.objects.get(pk=chain[-1].parent_id))
    return chain[::-1]


def in_force(divisions: QuerySet[Division], at: date) -> QuerySet[Division]:
    return divisions.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)
