"""Certificates one after the other: none is overwritten, and each paper says what became of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.domains.committees import actions, queries
from linli.domains.committees.actions import Elected
from linli.domains.committees.enums import CaseKind, CaseState, Ending, Kind
from linli.domains.committees.models import Case, Certificate, Committee
from linli.domains.committees.rules import make_code
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.documents import proofs
from linli.kernel.documents.proofs import Verdict
from linli.kernel.indicators.figures import figure
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from tests.cast import deeds_on

VILLAGE = "410922100201"
CODE = make_code(Kind.VILLAGERS, 410922, 1)
ISSUED, EXPIRES = date(2021, 3, 1), date(2026, 2, 28)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def coded(given, tree) -> Committee:
    return given(
        Committee,
        tree[VILLAGE],
        kind=Kind.VILLAGERS,
        name="河南省濮阳市清丰县城关镇西关村村民委员会",
        registered_on=date(2018, 1, 1),
        code=CODE,
        code_assigned_on=date(2018, 2, 1),
    )


@pytest.fixture
def take(coded, city_clerk, as_post):
    """take(kind, day) carries a case of the committee from its opening to its certificate."""

    def carried(kind=CaseKind.ISSUE, day=ISSUED, head="甘得民", number="PDY-1", case=None) -> Case:
        with as_post(city_clerk):
            who = {"by": city_clerk, "at": at(day)}
            case = case or actions.open_case(coded, kind=kind, reason="换届", head_name=head, **who)
            case = actions.submit(case, materials="结果公告", head_name=head, **who)
            return actions.issue(
                case, certificate_no=number, issued_on=day, expires_on=day + timedelta(days=1825), **who
            )

    return carried


def standing(certificate, on):
    return proofs.look_up(certificate.proof, on)


def test_first_certificate_shows_in_the_register(take, coded):
    case = take()

    coded.refresh_from_db()
    assert (case.state, case.certificate.head_name) == (CaseState.DONE, "甘得民")
    assert (coded.certificate_no, coded.certificate_issued_on) == ("PDY-1", ISSUED)


def test_steps_are_to_dos_of_those_who_owe_them(coded, city_clerk):
    case = actions.open_case(coded, kind="issue", reason="新设", by=city_clerk, at=at(ISSUED))
    [first] = Todo.objects.filter(record_type="committees.case", record_id=case.pk, closed_at=None)
    actions.submit(case, materials="批准文件", head_name="甘得民", by=city_clerk, at=at(ISSUED))
    [second] = Todo.objects.filter(record_type="committees.case", record_id=case.pk, closed_at=None)

    assert (first.transition, first.due_on) == ("submit", date(2021, 3, 11))
    assert (second.transition, second.unit) == ("issue", city_clerk.unit)


def test_change_replaces_without_a_gap_and_keeps_the_old_paper(take, coded, tree):
    first = take().certificate
    second = take(CaseKind.CHANGE, date(2024, 5, 6), "丰有余", "PDY-2").certificate

    first.refresh_from_db()
    coded.refresh_from_db()
    assert (first.ending, first.ended_on, first.head_name) == (Ending.REPLACED, date(2024, 5, 6), "甘得民")
    assert (coded.certificate_no, coded.certificate_issued_on) == ("PDY-2", ISSUED)
    assert second.ended_on is None
    counts = [
        figure("committees.certified", division=tree[VILLAGE], at=day).value for day in (ISSUED, date(2024, 5, 6))
    ]
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("valid", Verdict.VALID),
        ("expired", Verdict.EXPIRED),
        ("change", Verdict.REPLACED),
        ("lost", Verdict.LOST),
        ("withdraw", Verdict.WITHDRAWN),
    ],
)
def test_paper_is_verified_as_what_it_is(kind, verdict, take, coded, city_clerk):
    certificate, day = take().certificate, date(2022, 1, 4)
    who = {"by": city_clerk, "at": at(day)}
    if kind == "change":
        take(CaseKind.CHANGE, day, "丰有余", "PDY-2")
    elif kind == "lost":
        actions.declare_lost(certificate, lost_on=day, notice="濮阳日报", **who)
    elif kind == "withdraw":
        case = actions.open_case(coded, kind="withdraw", reason="撤销登记", **who)
        actions.end(actions.submit(case, materials="决定", **who), ended_on=day, **who)

    assert standing(certificate, EXPIRES + timedelta(days=10) if kind == "expired" else day).verdict == verdict


def test_lost_paper_opens_its_replacement_and_the_committee_stays_certified(take, coded, tree, city_clerk):
    certificate = take().certificate
    case = actions.declare_lost(
        certificate, lost_on=date(2022, 1, 4), notice="濮阳日报", by=city_clerk, at=at(date(2022, 1, 4))
    )
    during = figure("committees.certified", division=tree[VILLAGE], at=date(2022, 1, 5)).value
    take(day=date(2022, 1, 20), number="PDY-2", case=case)

    assert (case.kind, during) == (CaseKind.REISSUE, 1)
    assert figure("committees.certified", division=tree[VILLAGE], at=date(2022, 1, 5)).value == 1


def test_new_head_opens_the_change_by_itself(take, coded, tree, city_clerk):
    take()
    case = actions.take_office(
        tree[VILLAGE],
        [Elected("head", "丰有余"), Elected("member", "华连枝", "2")],
        on=date(2026, 3, 2),
        by=city_clerk,
        at=at(date(2026, 3, 2)),
    )

    assert (case.kind, case.state, case.head_name) == (CaseKind.CHANGE, CaseState.OPEN, "丰有余")
    assert queries.head_of(coded).name == "丰有余"
    assert Todo.objects.filter(record_type="committees.case", record_id=case.pk, closed_at=None).count() == 1


def test_same_head_again_opens_nothing(take, coded, tree, city_clerk):
    take()
    who = {"by": city_clerk, "at": at(date(2026, 3, 2))}

    assert actions.take_office(tree[VILLAGE], [Elected("head", "甘得民")], on=date(2026, 3, 2), **who) is None
    assert not Case.objects.filter(settled_on=None).exists()


def test_certificate_names_nobody_but_the_sitting_head(take, coded, tree, city_clerk):
    who = {"by": city_clerk, "at": at(ISSUED)}
    actions.take_office(tree[VILLAGE], [Elected("head", "丰有余")], on=ISSUED, **who)
    case = Case.objects.get()

    with pytest.raises(Unlawful, match="村民委员会组织法》第十三条"):
        take(case=case)
    assert "issue.refused" in [entry.verb for entry in deeds_on(case)]
    assert not Certificate.objects.exists()


def test_merger_ends_the_committee_and_its_paper(take, coded, given, tree, city_clerk):
    certificate = take().certificate
    other = given(
        Committee, tree["410922100202"], kind=Kind.VILLAGERS, name="南关村村民委员会", registered_on=date(2018, 1, 1)
    )
    day = date(2023, 9, 1)
    who = {"by": city_clerk, "at": at(day)}
    case = actions.open_case(coded, kind="merge", reason="并入南关村", successor=other, **who)
    actions.end(actions.submit(case, materials="县政府批准", **who), ended_on=day, **who)

    coded.refresh_from_db()
    assert (coded.dissolved_on, standing(certificate, day).verdict) == (day, Verdict.WITHDRAWN)


def test_renewals_are_begun_once(take, city_clerk):
    take()
    late = at(date(2026, 2, 1))

    assert [actions.open_renewals(by=city_clerk, at=late) for _time in range(2)] == [1, 0]


def test_case_out_of_turn_is_refused(take, coded, city_clerk):
    case = take()

    with pytest.raises(WrongState):
        actions.submit(case, materials="再来", by=city_clerk, at=at(ISSUED))
    with pytest.raises(Refused, match="已有证书"):
        actions.open_case(coded, kind="issue", reason="再来", by=city_clerk, at=at(ISSUED))


def test_uncoded_committee_gets_no_certificate(given, tree, city_clerk):
    uncoded = given(
        Committee, tree["410922100202"], kind=Kind.VILLAGERS, name="南关村村民委员会", registered_on=date(2018, 1, 1)
    )
    who = {"by": city_clerk, "at": at(ISSUED)}
    case = actions.submit(
        actions.open_case(uncoded, kind="issue", reason="新设", **who), materials="批准", head_name="南向阳", **who
    )

    with pytest.raises(NotNow, match="先赋码再发证"):
        actions.issue(case, certificate_no="PDY-9", issued_on=ISSUED, expires_on=EXPIRES, **who)


def test_pilot_code_needs_a_reason_and_its_form(coded, city_clerk):
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    who = {"code_assigned_on": date(2018, 2, 1), "by": city_clerk, "at": at(ISSUED)}

    with pytest.raises(Refused, match="理由"):
        actions.accept_code(coded, code=wrong, reason=" ", **who)
    with pytest.raises(Refused, match="18位"):
        actions.accept_code(coded, code=wrong[:-1], reason="早期试点", **who)
    done = actions.accept_code(coded, code=wrong, reason="早期试点，县民〔2017〕9号", **who)
    assert (done.code, done.code_override) == (wrong, "早期试点，县民〔2017〕9号")
