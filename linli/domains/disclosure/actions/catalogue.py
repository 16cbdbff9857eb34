"""Taking over the catalogue of the law and the customary cards."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.committees.queries import committee_of
from linli.domains.disclosure import queries
from linli.domains.disclosure.actions.board import item_entered
from linli.domains.disclosure.models import Item, Power, Step
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.rules.catalogue import cards_for, catalogue_for
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused, enter
from linli.kernel.divisions.models import Division, Level


@transaction.atomic
def adopt(division: Division, *, since: date, by: Post, at: datetime) -> tuple[int, int]:
    """Give a village or community what its catalogue and its list of powers lack; gives how many lines and cards were added.

    What is there already, changed or not, stays as it is.
    """
    require(by, Permission.EDIT)
    require_place(by, division)
    if division.level != Level.VILLAGE:
        raise Refused(_("公开目录登记到村（社区），请选择一个村（社区）。"))
    return _lines(division, since, by=by, at=at), _cards(division, since, by=by, at=at)


def _lines(division: Division, since: date, *, by: Post, at: datetime) -> int:
    kind = queries.kind_of(division)
    known = set(Item.objects.within(division).values_list("title", flat=True))
    taken = set(Item.objects.within(division).values_list("number", flat=True))
    body = _body(division)
    added = 0
    for line, basis in catalogue_for(kind, since):
        if line.title in known:
            continue
        added += 1
        number = max(taken, default=0) + 1
        taken.add(number)
        values = {name: getattr(line, name) for name in ("category", "topic", "title", "content", "rhythm")}
        item = Item(
            division=division,
            number=number,
            body=body,
            kind=kind,
            basis=basis,
            channel=line.channel,
            is_finance=line.is_finance,
            since=since,
            **values,
        )
        item_entered(enter(item, "adopt", by=by, at=at), by=by, at=at)
    return added


def _cards(division: Division, since: date, *, by: Post, at: datetime) -> int:
    known = set(Power.objects.within(division).values_list("name", flat=True))
    wanted = [each for each in cards_for(queries.kind_of(division), since) if each[0].name not in known]
    for number, (card, basis) in enumerate(wanted, len(known) + 1):
        power = Power(
            division=division,
            number=number,
            category=card.category,
            name=card.name,
            basis=basis,
            body=_body(division),
            publication=card.publication,
            risk=card.risk,
            supervision=card.supervision,
        )
        made = enter(power, "adopt", by=by, at=at)
        for order, step in enumerate(card.steps, 1):
            row = Step(
                division=division,
                power=made,
                order=order,
                title=step.title,
                who=step.who,
                working_days=step.working_days,
                material=step.material,
            )
            enter(row, "adopt", by=by, at=at)
    return len(wanted)


def _body(division: Division) -> str:
    """The committee that discloses; where none is registered, the place with the name of its kind."""
    committee = committee_of(division)
    return committee.name if committee else f"{division.name}{queries.kind_of(division).label}"
