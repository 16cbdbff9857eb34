"""A change of the tree, from the comparison to the day it takes effect. Nothing moves before every doubt is decided.

Called by those who may: permission, scope and audit are the caller's (see `linli.portal.divisions.actions`). `by` is the name of
the post, as the audit writes it. Raises ChangeRefused with a sentence for the person who asked.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.divisions import moving
from linli.kernel.divisions.enums import Certainty, ChangeKind, SetState, Verdict
from linli.kernel.divisions.lists import digest_of, read_list
from linli.kernel.divisions.models import NATION, Change, ChangeSet, Division, PastDivision, Succession
from linli.kernel.divisions.rules.changes import Difference
from linli.kernel.divisions.rules.comparing import compare
from linli.kernel.divisions.rules.places import SPAN, Place, root_of, short
from linli.kernel.divisions.rules.plans import ChangeRefused, Decided, Plan, backwards, plan

BATCH = 5000


def differences(path: Path, allow: Callable[[int], None] | None = None) -> tuple[int, list[Difference]]:
    """What a list says against the tree in force: the place it is about, and the changes. Raises BadDivisionList.

    `allow` is told the place before anything is compared, and may raise.
    """
    listed = {place.code: place for place in read_list(path)}
    root = root_of(listed)
    if allow:
        allow(root)
    upper = root + _width(listed, root)
    new = {code: place for code, place in listed.items() if root <= code < upper}
    return root, compare(_listed(tree_of(root, upper)), new)


def _width(listed: Mapping[int, Place], root: int) -> int:
    return SPAN[listed[root].level] if root in listed else SPAN["nation"]


def tree_of(low: int, high: int) -> dict[int, Place]:
    """The tree in force in a range, grids included, the nation itself left out."""
    columns = ("code", "name", "level", "parent_id", "village_kind", "urban_rural")
    rows = Division.objects.filter(code__gte=low, code__lt=high).exclude(code=NATION).order_by("code")
    return {row[0]: Place(*row) for row in rows.values_list(*columns).iterator(BATCH)}


def _listed(tree: Mapping[int, Place]) -> dict[int, Place]:
    """A published list names no grids."""
    return {code: place for code, place in tree.items() if place.level != "grid"}


def digest_of_tree(tree: Mapping[int, Place]) -> str:
    hashed = hashlib.sha256()
    for code in sorted(tree):
        hashed.update(repr(tuple(tree[code])).encode())
    return hashed.hexdigest()


@transaction.atomic
def draft(path: Path, *, name: str, at: datetime, by: str, allow: Callable[[int], None] | None = None) -> ChangeSet:
    """Compare a list with the tree and keep what was found, to be decided. Raises BadDivisionList, ChangeRefused."""
    root, found = differences(path, allow)
    if not found:
        raise ChangeRefused(_("名单与现行区划一致，没有变更。"))
    made = ChangeSet(
        file_name=name[:200],
        file_digest=digest_of(path),
        tree_digest=digest_of_tree(tree_of(root, _upper_of(root))),
        root=root,
        made_at=at,
        made_by=by,
    )
    made.save()
    Change.objects.bulk_create((_change(made, each) for each in found), batch_size=BATCH)
    return made


def _upper_of(root: int) -> int:
    found = Division.objects.filter(code=root).values_list("upper", flat=True).first()
    return root + SPAN["nation"] if found is None else found


def _change(made: ChangeSet, found: Difference) -> Change:
    old, new = found.old, found.new
    return Change(
        change_set=made,
        kind=found.kind,
        certainty=found.certainty,
        old_code=old.code if old else None,
        old_name=old.name if old else "",
        new_code=new.code if new else None,
        new_name=new.name if new else "",
        old=list(old) if old else None,
        new=list(new) if new else None,
        reasons="；".join(found.reasons),
    )


def _difference(change: Change) -> Difference:
    old = Place(*change.old) if change.old else None
    new = Place(*change.new) if change.new else None
    return Difference(ChangeKind(change.kind), old, new, Certainty(change.certainty))


@transaction.atomic
def decide(change: Change, verdict: Verdict, *, heir: int | None = None, at: datetime, by: str) -> Change:
    """Write down what a person decided about one change of a draft; it may be decided anew until the set is confirmed."""
    _locked(change.change_set_id, SetState.DRAFT)
    if verdict == Verdict.ELSEWHERE and (heir is None or heir == change.old_code):
        raise ChangeRefused(_("请填写承接区划的12位代码。"))
    if heir is not None and verdict == Verdict.ELSEWHERE and not _is_known(change.change_set_id, heir):
        raise ChangeRefused(_("现行区划和新名单里都没有这个承接区划，请核对12位代码。"))
    if change.old_code is None and verdict != Verdict.ACCEPTED:
        raise ChangeRefused(_("新设的区划没有原区划，只能同意。"))
    change.verdict, change.heir = verdict, heir if verdict == Verdict.ELSEWHERE else None
    change.decided_at, change.decided_by = at, by
    change.save()
    return change


def _is_known(change_set_id: int, code: int) -> bool:
    fresh = Change.objects.filter(change_set=change_set_id, new_code=code)
    return Division.objects.filter(code=code).exists() or fresh.exists()


def accept_open(made: ChangeSet, *, kinds: Iterable[str] = ChangeKind.values, at: datetime, by: str) -> int:
    """Accept all proposals of the kinds that are still open, and give their number."""
    _locked(made.pk, SetState.DRAFT)
    waiting = made.changes.filter(certainty=Certainty.TO_CONFIRM, verdict="", kind__in=list(kinds))
    return waiting.update(verdict=Verdict.ACCEPTED, decided_at=at, decided_by=by)


@transaction.atomic
def confirm(made: ChangeSet, *, on: date, at: datetime, by: str, post_id: int | None = None) -> ChangeSet:
    """Close a draft for a day, from which it may be applied. Everything that could refuse it is asked now."""
    current = _locked(made.pk, SetState.DRAFT)
    waiting = sum(change.is_open for change in current.changes.all())
    if waiting:
        raise ChangeRefused(_("还有%(count)d项没有确认。") % {"count": waiting})
    current.effective_on = on
    _check(current, _plan(current))
    current.state, current.confirmed_at, current.confirmed_by, current.confirmed_post = (
        SetState.CONFIRMED,
        at,
        by,
        post_id,
    )
    current.save()
    return current


def discard(made: ChangeSet) -> None:
    """Give up a set that has not been applied."""
    current = _locked(made.pk, SetState.DRAFT, SetState.CONFIRMED)
    current.state = SetState.DISCARDED
    current.save()


def _locked(pk: int, *states: SetState) -> ChangeSet:
    current = ChangeSet.objects.select_for_update().get(pk=pk)
    if current.state not in states:
        raise ChangeRefused(_("这次区划变更%(state)s，不能再改。") % {"state": current.get_state_display()})
    return current


def _plan(made: ChangeSet) -> Plan:
    tree = tree_of(made.root, _upper_of(made.root))
    if digest_of_tree(tree) != made.tree_digest:
        raise ChangeRefused(_("比对以后现行区划又有变动，这次比对已经过时，请重新上传名单比对。"))
    return plan(tree, _decided(made))


def _decided(made: ChangeSet) -> list[Decided]:
    changes = made.changes.order_by("id").iterator(BATCH)
    return [Decided(_difference(each), Verdict(each.verdict), each.heir) for each in changes]


def _day_of(made: ChangeSet) -> date:
    if made.effective_on is None:
        raise ChangeRefused(_("请填写生效日期。"))
    return made.effective_on


def _check(made: ChangeSet, planned: Plan) -> None:
    on, leaving = _day_of(made), planned.touched | planned.ended
    begun = Division.objects.filter(code__in=leaving).aggregate(day=Max("valid_from"))["day"]
    if begun is not None and on <= begun:
        raise ChangeRefused(_("生效日期应晚于%(day)s：要变更的区划那一天才启用。") % {"day": begun.isoformat()})
    last = Succession.objects.aggregate(day=Max("on"))["day"]
    if last is not None and on < last:
        raise ChangeRefused(_("%(day)s已有变更生效，生效日期不能更早。") % {"day": last.isoformat()})
    kept = moving.counts(planned.orphaned)
    if kept:
        code = min(kept)
        listed = "、".join(f"{label}{count}" for label, count in kept[code].items())
        raise ChangeRefused(
            _("%(code)s将停用，名下还有记录（%(listed)s），请为它指定承接的区划。")
            % {"code": short(code), "listed": listed}
        )


@transaction.atomic
def apply(made: ChangeSet, *, at: datetime) -> dict[str, int]:
    """Carry out a confirmed set on its day or after: all of it or nothing. Gives how many records moved, by register.

    Writers wait meanwhile (`Busy` where they do not let go); readers do not.
    """
    current = _locked(made.pk, SetState.CONFIRMED)
    if _day_of(current) > timezone.localdate(at):
        raise ChangeRefused(_("生效日期是%(day)s，还没有到。") % {"day": _day_of(current).isoformat()})
    moving.lock()
    planned = _plan(current)
    _check(current, planned)
    _write_past(planned, _day_of(current))
    _write_present(planned, current)
    moved = moving.move(planned.lines, _spare_codes(current, planned))
    _finish(planned, current, moved, at)
    return moved


def _write_past(planned: Plan, on: date) -> None:
    rows = Division.objects.filter(code__in=planned.touched | planned.ended).iterator(BATCH)
    PastDivision.objects.bulk_create(
        (
            PastDivision(
                code=row.code,
                upper=row.upper,
                level=row.level,
                name=row.name,
                path_name=row.path_name,
                parent_code=row.parent_id or NATION,
                village_kind=row.village_kind,
                urban_rural=row.urban_rural,
                valid_from=row.valid_from,
                valid_to=on,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


def _write_present(planned: Plan, current: ChangeSet) -> None:
    """New states, and the whole names of everything below a place that got another name."""
    root, upper = current.root, _upper_of(current.root)
    paths = _paths(planned.after)
    rows = [
        Division(
            code=code,
            upper=place.upper,
            level=place.level,
            name=place.name,
            path_name=paths[code],
            parent_id=place.parent,
            village_kind=place.village_kind,
            urban_rural=place.urban_rural,
            valid_from=_day_of(current),
        )
        for code, place in planned.after.items()
        if code in planned.touched
    ]
    columns = ["upper", "level", "name", "path_name", "parent", "village_kind", "urban_rural", "valid_from"]
    Division.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    before = dict(Division.objects.filter(code__gte=root, code__lt=upper).values_list("code", "path_name"))
    longer = {code: path for code, path in paths.items() if before.get(code) not in (path, None)}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE divisions_division AS d SET path_name = m.name FROM unnest(%s::bigint[], %s::text[]) AS m(code, name) "
            "WHERE d.code = m.code",
            [list(longer), list(longer.values())],
        )


def _paths(after: Mapping[int, Place]) -> dict[int, str]:
    """The whole name of each place; what stands above the root is asked of the database."""
    above = {place.parent for place in after.values()} - after.keys() - {NATION}
    paths = {NATION: ""} | dict(Division.objects.filter(code__in=above).values_list("code", "path_name"))
    for place in sorted(after.values(), key=lambda each: -SPAN[each.level]):
        paths[place.code] = paths[place.parent] + place.name
    return {code: paths[code] for code in after}


def _spare_codes(current: ChangeSet, planned: Plan) -> Iterator[int]:
    """Codes at the end of the root's range that no place has or had."""
    taken = planned.after.keys() | planned.ended
    return (code for code in range(_upper_of(current.root) - 1, current.root, -1) if code not in taken)


def _finish(planned: Plan, current: ChangeSet, moved: dict[str, int], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM divisions_division WHERE code = ANY(%s::bigint[])", [list(planned.ended)])
    Succession.objects.bulk_create(
        (
            Succession(
                predecessor=line.predecessor,
                successor=line.successor,
                is_main=line.is_main,
                kind=line.kind,
                on=_day_of(current),
            )
            for line in planned.lines
        ),
        batch_size=BATCH,
    )
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise ChangeRefused(_("仍有记录挂在将停用的区划上，变更没有执行。请联系系统管理员。")) from error
    current.state, current.applied_at, current.moved_count = SetState.APPLIED, at, moved
    current.save()


def due(on: date) -> list[ChangeSet]:
    """The confirmed sets whose day has come, oldest first."""
    return list(ChangeSet.objects.filter(state=SetState.CONFIRMED, effective_on__lte=on).order_by("effective_on", "id"))


@transaction.atomic
def reverse(made: ChangeSet, *, at: datetime, by: str) -> ChangeSet:
    """A draft that leads back to before an applied set. Nothing is undone silently: it is confirmed and applied like any other.

    What was merged cannot be told apart again, so such lines have to be decided.
    """
    if made.state != SetState.APPLIED:
        raise ChangeRefused(_("只有已生效的变更才能撤回。"))
    if ChangeSet.objects.filter(state=SetState.APPLIED, applied_at__gt=made.applied_at).exists():
        raise ChangeRefused(_("此后又有变更生效，请先从最近的一次撤回。"))
    back = ChangeSet(
        file_name=_("撤回：%(name)s") % {"name": made.file_name[:180]},
        file_digest=made.file_digest,
        tree_digest=digest_of_tree(tree_of(made.root, _upper_of(made.root))),
        root=made.root,
        made_at=at,
        made_by=by,
        reverses=made,
    )
    back.save()
    Change.objects.bulk_create((_change(back, each) for each in backwards(_decided(made))), batch_size=BATCH)
    return back
