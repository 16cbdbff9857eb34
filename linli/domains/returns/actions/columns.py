"""What a person says of the columns of a form: which fact each asks for. What was corrected is remembered as an alias."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Alias, Fact, Request
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.facts import known_facts
from linli.domains.returns.rules.asked import FACT, Asked
from linli.domains.returns.rules.asking import Standing, standing
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.matching import remembered_as
from linli.domains.returns.workflow import is_askers
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused, deed, enter, locked
from linli.kernel.audit.keeping import doing, store
from linli.kernel.workflow.actions import WrongState


@dataclass(frozen=True)
class Said:
    """Of one column: its fact ("" where none answers it) and how it is to be answered."""

    fact: str
    is_personal: bool = False
    is_required: bool = True


def refuse_unless_draft(request: Request, by: Post) -> None:
    """Raises PermissionRefused, WrongState."""
    if not is_askers(by, request):
        raise PermissionRefused(_("这张报表由“%(unit)s”发起，您的岗位不能修改。") % {"unit": request.unit.name})
    if request.state != RequestState.DRAFT:
        state = request.get_state_display()
        raise WrongState(_("报表当前状态为“%(state)s”，不能再改。") % {"state": state})


def columns_of(request: Request) -> list[Asked]:
    return [Asked.from_json(each) for each in request.columns]


@deed(Permission.ASK, "confirm_columns")
def confirm_columns(request: Request, said: Mapping[int, Said], *, by: Post, at: datetime) -> None:
    """`said`: index of a column → what it asks for. What differs from what was recognised is remembered for all forms.

    Raises PermissionRefused, WrongState, Refused for a fact that there is not, or that another column asks for already.
    """
    refuse_unless_draft(request, by)
    known, columns = {each.code: each for each in known_facts()}, columns_of(request)
    taken = {each.fact: each for each in columns if each.fact and each.index not in said}
    for index, each in said.items():
        _refuse_unknown(each.fact, known, taken)
        asked = next((column for column in columns if column.index == index), None)
        if asked is None:
            raise Refused(_("表里没有第%(index)d列，请刷新页面后再试。") % {"index": index})
        if each.fact:
            taken[each.fact] = asked
        if each.fact != asked.fact and not asked.place:
            _remember(asked, each.fact, by=by, at=at)
    request.columns = [_said(asked, said.get(asked.index), known).to_json() for asked in columns]


def _refuse_unknown(fact: str, known: Mapping[str, Any], taken: Mapping[str, Asked]) -> None:
    if fact and fact not in known:
        raise Refused(_("没有这个事实，请从列表里选一个。"))
    if fact in taken:
        other = taken[fact]
        words = {"fact": known[fact].name, "column": other.letters, "name": other.name}
        raise Refused(_("“%(fact)s”已由%(column)s列“%(name)s”对应，一个事实只填一次。") % words)


def _said(asked: Asked, said: Said | None, known: Mapping[str, Any]) -> Asked:
    if said is None:
        return asked
    changed = said.fact != asked.fact
    fact = known.get(said.fact)
    kind = fact.kind if changed and fact and asked.kind is Kind.TEXT else asked.kind
    return replace(
        asked,
        fact=said.fact,
        kind=kind,
        choices=asked.choices or (fact.choices if fact and kind is Kind.CHOICE else ()),
        confidence=100 if changed else asked.confidence,
        is_personal=said.is_personal,
        is_required=said.is_required,
        is_confirmed=True,
    )


def _remember(asked: Asked, fact: str, *, by: Post, at: datetime) -> None:
    headings = remembered_as(asked)
    with doing("remember_alias", by=by, at=at):
        found = locked(Alias.objects.filter(division=by.unit.division, headings=headings)).first()
        alias = found or Alias(division=by.unit.division, headings=headings)
        alias.fact, alias.said_by = fact, str(by)[:160]
        if alias.created_at is None:
            alias.created_at = at
        store(alias, at=at)


def confirm_sure(request: Request, *, by: Post, at: datetime) -> Request:
    """All that was recognised for sure, at once."""
    sure = [each for each in columns_of(request) if not each.is_confirmed and standing(each) is Standing.SURE]
    said = {each.index: Said(each.fact, each.is_personal, each.is_required) for each in sure}
    changed: Request = confirm_columns(request, said=said, by=by, at=at)
    return changed


def add_fact(request: Request, index: int, values: Mapping[str, Any], *, by: Post, at: datetime) -> Request:
    """Enter what a column asks for into the dictionary, owned by the asking unit, and confirm the column with it.

    Raises what `confirm_columns` raises, and Refused where the unit has a fact of that name already.
    """
    require(by, Permission.ASK)
    answer = {name: values[name] for name in ("is_personal", "is_required")}
    described = {name: value for name, value in values.items() if name != "is_required"}
    with transaction.atomic():
        fact = Fact(division=by.unit.division, owner=by.unit, subject=request.subject, **described)
        fact = enter(fact, "add_fact", by=by, at=at)
        said = {index: Said(f"{FACT}{fact.pk}", **answer)}
        confirm_columns(request, said=said, by=by, at=at)
        changed: Request = _with_kind(request, index=index, fact=fact, by=by, at=at)
    return changed


@deed(Permission.ASK, "confirm_columns")
def _with_kind(request: Request, *, index: int, fact: Fact, by: Post, at: datetime) -> None:
    """The column is of the kind that the new fact was said to be of."""
    described: dict[str, Any] = {"kind": Kind(fact.kind), "choices": tuple(fact.choices), "unit": fact.unit}
    columns = [replace(each, **described) if each.index == index else each for each in columns_of(request)]
    request.columns = [each.to_json() for each in columns]
