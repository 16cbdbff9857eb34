"""An application from the counter to the paper, or to the office that is really responsible."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.attestations import queries, rules
from linli.domains.attestations.enums import Handling, Negative, Refusal
from linli.domains.attestations.models import Application, Item
from linli.domains.attestations.permissions import Permission
from linli.domains.attestations.workflow import ATTESTATION
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log
from linli.kernel.audit.deeds import REFUSED, Refused, enter, refuse_future
from linli.kernel.divisions.models import Division
from linli.kernel.documents import proofs
from linli.kernel.workflow.actions import action, settle

COPIED = ("basis", "handling", "days_count", "offers_promise", "wording")


@transaction.atomic
def receive(
    division: Division,
    *,
    applicant_name: str,
    purpose: str,
    recipient: str,
    wanted: str = "",
    by: Post,
    at: datetime,
) -> Application:
    """Take in what somebody needs, and let the lists answer.

    One of the twenty items is refused at once with the office responsible, what no list has is refused as well, and both
    stay on record and are counted. What fits exactly one item of the list in force takes that item.
    """
    require(by, Permission.HANDLE)
    today = timezone.localdate(at)
    application = Application(
        division=division,
        applicant_name=applicant_name.strip(),
        purpose=purpose.strip(),
        recipient=recipient.strip(),
        wanted=wanted.strip(),
        received_on=today,
        negative=rules.negative_of(wanted, purpose, today),
    )
    listed = queries.list_for(division, today)
    items = {item.pk: item for item in (listed.items if listed else [])}
    found = rules.fitting([(key, item.words) for key, item in items.items()], purpose, wanted)
    if len(found) == 1 and not application.negative:
        _copy(application, items[found[0]])
    made = enter(application, "receive", by=by, at=at)
    settle(ATTESTATION, made, at=at)
    if made.negative:
        return _refuse_by_list(made, rules.refusal_of(Negative(made.negative)), by=by, at=at)
    if not found:
        return _refuse_by_list(made, rules.unlisted_words(listed.item_list.title if listed else ""), by=by, at=at)
    return made


def _copy(application: Application, item: Item) -> None:
    """What the list says today stays with the application."""
    application.item_name = item.name
    for name in COPIED:
        setattr(application, name, getattr(item, name))


def _refuse_by_list(application: Application, words: str, *, by: Post, at: datetime) -> Application:
    log.happened(
        "receive" + REFUSED,
        by=by,
        at=at,
        division_id=application.division_id,
        record=application,
        reason=words[:400],
    )
    refused: Application = refuse(application, reason=words[:400], by=by, at=at)
    return refused


@action(ATTESTATION, "refuse")
def refuse(application: Application, *, reason: str, by: Post, at: datetime) -> None:
    """Nothing is issued; the reason is what the applicant is told."""
    kind = Refusal.UNPROVEN if application.item_name else Refusal.UNLISTED
    application.refusal = Refusal.NEGATIVE if application.negative else kind
    application.answer, application.refused_on = reason.strip(), timezone.localdate(at)


@action(ATTESTATION, "accept")
def accept(application: Application, *, item: Item | None = None, by: Post, at: datetime) -> None:
    """Handle it by the list. Raises Unlawful for one of the twenty items, whatever item was chosen."""
    if item is not None:
        if application.division_id and item not in queries.items_for(application.division, application.received_on):
            raise Refused(_("现行清单上没有这一事项。"))
        _copy(application, item)


@action(ATTESTATION, "promise")
def promise(application: Application, *, facts: str, by: Post, at: datetime) -> None:
    """The applicant promises `facts` in writing instead; no certificate is needed. The form to sign can be checked like one."""
    today = timezone.localdate(at)
    division = Division.objects.get(pk=application.division_id)
    earlier = Application.objects.filter(division=division, promised_on__year=today.year).exclude(number="")
    application.promised_on, application.promised_facts = today, facts.strip()
    application.number = rules.promise_number_of(division.name, today.year, earlier.count() + 1)
    application.proof = proofs.new_number(division.code)
    application.contents = [
        [queries.NAME, application.applicant_name],
        ["承诺书编号", application.number],
        ["证明事项", application.item_name],
        ["用途", application.purpose],
        ["使用单位", application.recipient],
        [queries.PROMISED, application.promised_facts],
        ["受理单位", queries.body_of(division)],
        ["承诺日期", today.isoformat()],
    ]


@action(ATTESTATION, "verify")
def verify(
    application: Application,
    *,
    verified_how: str,
    finding: str,
    verified_on: date,
    consulted_on: date | None = None,
    by: Post,
    at: datetime,
) -> None:
    """What was found, how, and by whom. What touches everybody's interest names the day on which the residents agreed."""
    refuse_future(verified_on, at)
    application.verified_how, application.finding = verified_how.strip(), finding.strip()
    application.verified_on, application.consulted_on = verified_on, consulted_on
    application.verified_by = by.user.name


@action(ATTESTATION, "issue")
def issue(application: Application, *, by: Post, at: datetime) -> None:
    """Approve: number it, fix its words, and give it the number by which anybody can check it."""
    today = timezone.localdate(at)
    division = Division.objects.get(pk=application.division_id)
    ordinal = Application.objects.filter(division=division, issued_on__year=today.year).exclude(number="").count() + 1
    words = application.wording.replace("{姓名}", application.applicant_name)
    text = words.replace("{核实情况}", application.finding.rstrip("。"))
    application.number = rules.number_of(division.name, today.year, ordinal)
    application.proof = proofs.new_number(division.code)
    application.issued_on, application.approved_by = today, by.user.name
    application.contents = [
        ["姓名", application.applicant_name],
        ["证明编号", application.number],
        ["证明事项", application.item_name],
        ["用途", application.purpose],
        ["使用单位", application.recipient],
        ["证明内容", text],
        ["出具单位", queries.body_of(division)],
        ["出具日期", today.isoformat()],
    ]


@transaction.atomic
def issue_at_once(application: Application, *, verified_how: str, finding: str, by: Post, at: datetime) -> Application:
    """The simple ones, on the spot: found, approved and issued in one go by somebody who may do all of it."""
    if application.handling != Handling.ON_SPOT:
        raise Refused(_("清单没有规定这一事项当场办结，请逐步办理。"))
    today = timezone.localdate(at)
    taken = accept(application, by=by, at=at)
    found = verify(taken, verified_how=verified_how, finding=finding, verified_on=today, by=by, at=at)
    done: Application = issue(found, by=by, at=at)
    return done


@action(ATTESTATION, "withdraw")
def withdraw(application: Application, *, reason: str, by: Post, at: datetime) -> None:
    """Found to be wrong, or promised falsely: from today on it verifies as withdrawn."""
    application.withdrawn_on, application.withdrawal_reason = timezone.localdate(at), reason.strip()
