"""What the pages about a change of the tree show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions import moving
from linli.kernel.divisions.enums import Certainty, ChangeKind, Verdict
from linli.kernel.divisions.models import Change, ChangeSet, Division, VillageKind
from linli.kernel.divisions.queries import names_of
from linli.kernel.divisions.rules.places import Place, short
from linli.kernel.jobs.models import Job

PAGE, LISTED = 20, 200
# The job that applies a set.
APPLY = "divisions.apply"


@dataclass(frozen=True)
class Side:
    """One of the two places of a change, as a page shows it."""

    name: str
    path: str
    code: str
    kind: str
    hanging: tuple[tuple[str, int], ...] = ()

    @property
    def records(self) -> int:
        return sum(count for _name, count in self.hanging)


@dataclass(frozen=True)
class Card:
    """A change that a person decides; `heir` is the code they named."""

    change: Change
    old: Side | None
    new: Side | None
    heir: str

    @property
    def verdicts(self) -> list[tuple[str, Any]]:
        """What can be decided here, in the words of the case."""
        if self.old is None:
            return [(Verdict.ACCEPTED, _("同意新设"))]
        elsewhere: tuple[str, Any] = (Verdict.ELSEWHERE, Verdict.ELSEWHERE.label)
        kept: tuple[str, Any] = (Verdict.KEPT, _("仍然存在，保留"))
        if self.new is None:
            return [(Verdict.ACCEPTED, _("确已撤销")), elsewhere, kept]
        separate: tuple[str, Any] = (Verdict.SEPARATE, Verdict.SEPARATE.label)
        found = [(Verdict.ACCEPTED, _("是，按建议办理")), elsewhere, separate]
        return found if self.old.code == self.new.code else [*found, kept]


@dataclass(frozen=True)
class Group:
    """The certain changes of one kind; `changes` is the beginning of them."""

    kind: ChangeKind
    count: int
    changes: Sequence[Change]


def sets_of(post: Post) -> list[ChangeSet]:
    """The change sets that lie wholly in the scope of a post, newest first, with the number of changes and of open ones."""
    doubt = Q(changes__certainty=Certainty.TO_CONFIRM, changes__verdict="")
    counted = ChangeSet.objects.annotate(count=Count("changes"), open_count=Count("changes", filter=doubt))
    found = list(counted.order_by("-id")[:LISTED])
    covered = {place.code for place in _roots(found) if post.scope.covers(*place.range)}
    return [each for each in found if each.root in covered]


def _roots(found: Sequence[ChangeSet]) -> QuerySet[Division]:
    return Division.objects.filter(code__in={each.root for each in found})


def cards(made: ChangeSet, number: str | None) -> tuple[Page, list[Card]]:
    """A page of what a person decides, the open ones first, each with what hangs on the old code."""
    doubtful = made.changes.filter(certainty=Certainty.TO_CONFIRM).order_by("verdict", "id")
    page = Paginator(doubtful, PAGE).get_page(number)
    changes = list(page.object_list)
    codes = {code for each in changes for code in (each.old_code, each.new_code) if code is not None}
    hanging, names = moving.counts(codes), names_of(codes)
    shown = [
        Card(
            each,
            _side(each.old, names, hanging),
            _side(each.new, names, hanging),
            short(each.heir) if each.heir else "",
        )
        for each in changes
    ]
    return page, shown


def _side(values: list | None, names: dict[int, str], hanging: dict[int, dict[str, int]]) -> Side | None:
    if values is None:
        return None
    place = Place(*values)
    kind = str(dict(VillageKind.choices).get(place.village_kind, "")) if place.village_kind else ""
    records = tuple(sorted(hanging.get(place.code, {}).items()))
    return Side(place.name, names.get(place.code, ""), short(place.code), kind, records)


def groups(made: ChangeSet) -> list[Group]:
    """The certain changes by kind, in the order of weight."""
    certain = made.changes.filter(certainty=Certainty.CERTAIN)
    counts = dict(certain.order_by().values_list("kind").annotate(count=Count("pk")))
    return [
        Group(kind, counts[kind], list(certain.filter(kind=kind).order_by("id")[:LISTED]))
        for kind in ChangeKind
        if kind in counts
    ]


def open_count(made: ChangeSet) -> int:
    return made.changes.filter(certainty=Certainty.TO_CONFIRM, verdict="").count()


def job_of(made: ChangeSet) -> Job | None:
    """The last time that the queue was asked to apply it, as far as the scope shows."""
    return Job.objects.filter(name=APPLY, params__change_set=made.pk).order_by("-id").first()
