"""The audit as far as the audit administrator's divisions reach: of a day, of a person, of a record."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post, User
from linli.kernel.audit.models import AuditEntry, Kind
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import NATION, Division, Level
from linli.kernel.ui.listing import clean

PER_PAGE = 50
CITY_AND_ABOVE = {Level.NATION, Level.PROVINCE, Level.CITY}


class BadQuestion(ValueError):
    """The address asks for something that there is not; the message says what may be asked for."""


@dataclass(frozen=True)
class Asked:
    """What the page was asked for. A person's or a record's entries are of all days unless one is named."""

    day: date | None
    person: str = ""
    verb: str = ""
    register: str = ""
    record: str = ""
    before: int = 0
    of_no_place: bool = False

    def address(self, **other: object) -> str:
        given = replace(self, **other)  # type: ignore[arg-type]
        said = {
            "day": given.day.isoformat() if given.day else "",
            "person": given.person,
            "verb": given.verb,
            "register": given.register,
            "record": given.record,
            "before": given.before or "",
            "place": "none" if given.of_no_place else "",
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})


def read(params: Mapping[str, str], today: date) -> Asked:
    """Raises BadQuestion."""
    words = {
        name: clean(params.get(name, ""))[:100] for name in ("day", "person", "verb", "register", "record", "before")
    }
    try:
        day = date.fromisoformat(words["day"]) if words["day"] else None
    except ValueError as error:
        raise BadQuestion(_("日期应写成 2021-07-09 的样子。")) from error
    if words["before"] and not (words["before"].isascii() and words["before"].isdecimal()):
        raise BadQuestion(_("页码不对，请从第一页看起。"))
    if words["record"] and not (words["record"].isascii() and words["record"].isdecimal()):
        raise BadQuestion(_("记录编号应是数字。"))
    if day is None and not (words["person"] or (words["record"] and words["register"])):
        day = today
    return Asked(
        day,
        words["person"],
        words["verb"],
        words["register"],
        words["record"][:18],
        int(words["before"][:18] or 0),
        params.get("place") == "none",
    )


def entries(asked: Asked) -> QuerySet[AuditEntry]:
    """Newest first, within the scope in force."""
    found = AuditEntry.objects.order_by("-id")
    if asked.day:
        found = found.filter(at__gte=midnight(asked.day), at__lt=midnight(asked.day + timedelta(days=1)))
    if asked.person:
        found = found.filter(_of_person(asked.person))
    if asked.verb:
        found = found.filter(verb=asked.verb)
    if asked.register:
        found = found.filter(record_type=asked.register)
    if asked.record:
        found = found.filter(record_id=int(asked.record))
    if asked.before:
        found = found.filter(id__lt=asked.before)
    if asked.of_no_place:
        found = found.filter(division_id=NATION, kind=Kind.HAPPENED)
    return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _of_person(words: str) -> Q:
    """All that the holders of an account or a name did, in whichever post, and what happened to the account itself."""
    users = list(User.objects.filter(Q(username=words) | Q(name=words)).values_list("pk", flat=True)[:50])
    posts = list(Post.objects.filter(user__in=users).values_list("pk", flat=True))
    return Q(post_id__in=posts) | Q(record_type="accounts.user", record_id__in=users)


def place_of(asked: Asked, post: Post) -> AbstractContextManager:
    """The scope to read in. What happened to the installation itself belongs to no division: the city's post may see it."""
    if asked.of_no_place and may_see_no_place(post):
        return scope.everything("the audit administrator looks at what belongs to no division")
    return nullcontext()


def may_see_no_place(post: Post) -> bool:
    return any(place.level in CITY_AND_ABOVE for place in post.places)


def place_names(found: list[AuditEntry]) -> dict[int, str]:
    return dict(Division.objects.filter(pk__in={each.division_id for each in found}).values_list("pk", "path_name"))
