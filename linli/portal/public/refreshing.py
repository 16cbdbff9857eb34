"""Writing the public pages anew: those of which something was published since, and all of them on a new day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.scope import Scope
from linli.portal.models import PublicPage
from linli.portal.public.contents import contents

# The function knows which communities to look at; it tells their codes and nothing of what was changed there.
CHANGED = "SELECT code FROM linli_public_changed(%s, %s)"
MOST = 300  # pages in one go; the rest comes with the next
MAIN = "portal/public/parts/main.html"
OVERLAP = timedelta(minutes=2)  # a deed may be committed a while after the time that it carries


def refresh(at: datetime) -> int:
    """Write the pages that are behind, each under the scope of its own community; gives how many were written."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [at.date(), MOST])
        codes = [code for (code,) in cursor.fetchall()]
    for division in Division.objects.filter(code__in=codes):
        write(division, at)
    return len(codes)


def write(division: Division, at: datetime) -> None:
    """Write down what everybody may read of one community."""
    with scope.entered(Scope((division.range,))):
        page = {**contents(division, at), "code": division.short_code, "written_at": at}
        values = {
            "content": {name: value for name, value in page.items() if name != "written_at"},
            "html": render_to_string(MAIN, home(page)),
            "covers_until": at - OVERLAP,
            "written_at": at,
        }
        PublicPage.objects.update_or_create(division=division, defaults=values)


def home(page: Mapping[str, Any]) -> dict[str, Any]:
    """What the main part of a community's page is made from."""
    current = [each for each in page.get("postings", ()) if each["is_current"]]
    return {"page": page, "current": current, "verify_url": reverse("portal:verify")}
