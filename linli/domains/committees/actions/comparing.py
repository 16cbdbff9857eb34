"""Keeping what a comparison with the national system found."""

from dataclasses import astuple
from datetime import datetime

from django.utils import timezone

from linli.domains.committees import queries
from linli.domains.committees.models import Comparison
from linli.domains.committees.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import enter

MOST_FINDINGS = 5000


def compare(data: bytes, *, file_name: str, by: Post, at: datetime) -> Comparison:
    """Compare an export with the register within the post's scope. Changes nothing in it. Raises WorkbookRefused."""
    require(by, Permission.CERTIFY)
    there = queries.read_export(data)
    found = queries.compared(there)
    differing = {(each.code, each.name) for each in found}
    comparison = Comparison(
        division=by.places[0],
        file_name=file_name[:200],
        compared_on=timezone.localdate(at),
        rows_count=len(there),
        matched_count=sum((each.code, each.name) not in differing for each in queries.entries_here()),
        findings=[[str(part) for part in astuple(each)] for each in found[:MOST_FINDINGS]],
    )
    return enter(comparison, "compare", by=by, at=at)
