"""What the list in force says, and an attestation as paper."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.domains.attestations import rules
from linli.domains.attestations.enums import State
from linli.domains.attestations.models import Application, Item, ItemList
from linli.domains.committees.enums import Kind
from linli.domains.committees.queries import committee_of
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.documents import certificates, proofs
from linli.kernel.documents.proofs import Standing, Verdict

__all__ = ["body_of", "drawn", "drawn_promise", "items_for", "list_for", "paper_standing"]
NAME, WHAT, PROMISED = "姓名", "证明内容", "承诺内容"


@dataclass(frozen=True)
class Listed:
    """A list in force with its items."""

    item_list: ItemList
    items: list[Item]


def _above(division: Division) -> list[Division]:
    """The place and all it lies in, nearest first."""
    found = Division.objects.filter(code__lte=division.code, upper__gte=division.upper)
    return sorted(found, key=lambda each: each.upper - each.code)


def list_for(division: Division, on: date) -> Listed | None:
    """The list of the nearest level that has one in force. Lists of the levels above are seen by everybody below."""
    places = _above(division)
    limits = scope.current()
    outside = [(each.code, each.code + 1) for each in places if not limits.covers(each.code, each.code + 1)]
    with scope.entered(scope.Scope((*limits.ranges, *outside))):
        current = ItemList.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on, division__in=places)
        lists = {each.division_id: each for each in current.order_by("since")}
        found = next((lists[each.pk] for each in places if each.pk in lists), None)
        return Listed(found, list(found.items.all())) if found else None


def items_for(division: Division, on: date) -> list[Item]:
    """What may be certified at a place on a day."""
    found = list_for(division, on)
    return found.items if found else []


def body_of(division: Division) -> str:
    """Who issues: the committee's name, or the place with the name of its kind of committee."""
    committee = committee_of(division)
    if committee is not None:
        return committee.name
    return (
        f"{division.name}{Kind(division.village_kind).label}" if division.village_kind in Kind.values else division.name
    )


def drawn(application: Application) -> certificates.Certificate:
    """The paper to print, with the stamp of who issues it."""
    contents = dict(application.contents)
    issuer = body_of(application.division)
    return certificates.Certificate(
        title="证　明",
        number=application.number,
        rows=[],
        text=f"{contents['使用单位']}：\n{contents[WHAT]}\n（仅供{contents['用途']}使用。经办：{application.verified_by}　批准：{application.approved_by}）",
        issuer=issuer,
        issued_on=application.issued_on or application.received_on,
        seal=issuer[-18:],
        proof=application.proof or "",
        url=proofs.address(application.proof or "", contents),
        note="扫码或在验真页面输入编号，可以查验本证明是否真实、是否已经撤回。",
    )


def drawn_promise(application: Application) -> certificates.Certificate:
    """The form that the applicant signs: what was told, what was promised, and what follows if it is not true."""
    contents = dict(application.contents)
    day = application.promised_on or application.received_on
    words = rules.promise_words(
        contents["证明事项"],
        application.basis,
        purpose=contents["用途"],
        recipient=contents["使用单位"],
        facts=contents[PROMISED],
        on=day,
    )
    return certificates.Certificate(
        title="告知承诺书",
        number=application.number,
        rows=[],
        text="\n".join([f"承诺人：{contents[NAME]}", *words]),
        issuer=f"受理：{contents['受理单位']}",
        issued_on=day,
        proof=application.proof or "",
        url=proofs.address(application.proof or "", contents),
        is_dense=True,
        note="本人签名后交使用单位。扫码或在验真页面输入编号，可以查验承诺内容是否被改动、是否已经撤销。",
    )


def paper_standing(number: str, on: date) -> Standing | None:
    """For `proofs.register`: an attestation as it stands on a day. Without the signature nobody is shown whose it is."""
    found = Application.objects.filter(proof=number).first()
    if found is None:
        return None
    is_withdrawn = found.state == State.WITHDRAWN
    return Standing(
        "告知承诺书" if found.promised_on else "村（居）民委员会出具的证明",
        dict(found.contents),
        Verdict.WITHDRAWN if is_withdrawn else Verdict.VALID,
        found.withdrawn_on,
        found.withdrawal_reason,
        frozenset({NAME, PROMISED if found.promised_on else WHAT}),
    )
