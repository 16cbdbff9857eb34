from datetime import date

import pytest

from linli.domains.committees import actions
from linli.domains.committees.models import Committee
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from tests.cast import NOW, TODAY, deeds_on

CERTIFICATE = {"certificate_no": "证9", "issued_on": date(2021, 7, 1), "expires_on": date(2026, 6, 30)}


@pytest.fixture
def committee(given, tree):
    return given(
        Committee,
        tree["410902001001"],
        kind="residents",
        name="京东社区居民委员会",
        registered_on=date(2010, 5, 1),
        code="55410902PDY000028A",
        code_assigned_on=date(2018, 6, 1),
    )


@pytest.fixture
def certified(committee, city_clerk):
    return actions.issue_certificate(committee, **CERTIFICATE, by=city_clerk, at=NOW)


def test_issue_certificate_writes_record_and_audit(certified, city_clerk):
    certified.refresh_from_db()

    assert (certified.certificate_no, certified.version) == ("证9", 2)
    entry = deeds_on(certified).get()
    assert (entry.verb, entry.post_id, entry.at) == ("issue_certificate", city_clerk.pk, NOW)
    assert (entry.before["certificate_no"], entry.after["certificate_no"]) == (None, "证9")


def test_issue_certificate_is_refused_to_a_county_officer(committee, hualong_officer):
    with pytest.raises(PermissionRefused):
        actions.issue_certificate(committee, **CERTIFICATE, by=hualong_officer, at=NOW)

    assert deeds_on(committee).count() == 0


def test_deed_is_refused_outside_the_place_of_the_post(committee, qingfeng_officer):
    with pytest.raises(OutOfScope):
        actions.dissolve(committee, dissolved_on=TODAY, reason="合并", by=qingfeng_officer, at=NOW)

    committee.refresh_from_db()
    assert committee.dissolved_on is None


def test_issue_certificate_needs_a_code(given, tree, city_clerk):
    bare = given(Committee, tree["410902001002"], kind="residents", name="玉北", registered_on=date(2010, 5, 1))

    with pytest.raises(Refused, match="请先赋码"):
        actions.issue_certificate(bare, **CERTIFICATE, by=city_clerk, at=NOW)


def test_issue_certificate_is_refused_while_one_is_valid(certified, city_clerk):
    with pytest.raises(Refused, match="仍然有效"):
        actions.issue_certificate(certified, **CERTIFICATE | {"certificate_no": "证10"}, by=city_clerk, at=NOW)


def test_certificate_can_be_issued_anew_after_withdrawal(certified, city_clerk):
    actions.withdraw_certificate(certified, withdrawn_on=TODAY, reason="主任变更", by=city_clerk, at=NOW)

    actions.issue_certificate(
        certified, certificate_no="证10", issued_on=TODAY, expires_on=date(2026, 7, 8), by=city_clerk, at=NOW
    )

    certified.refresh_from_db()
    assert (certified.certificate_no, certified.certificate_ended_on) == ("证10", date(2026, 7, 9))


@pytest.mark.parametrize("day", [date(2021, 7, 10), date(2030, 1, 1)])
def test_nothing_is_done_in_the_future(certified, city_clerk, day):
    with pytest.raises(Refused, match="在今天之后"):
        actions.withdraw_certificate(certified, withdrawn_on=day, reason="", by=city_clerk, at=NOW)


def test_withdrawal_before_issue_is_refused_in_words(certified, city_clerk):
    with pytest.raises(Refused, match="证书收回日期不能早于发证日期"):
        actions.withdraw_certificate(certified, withdrawn_on=date(2021, 6, 30), reason="误发", by=city_clerk, at=NOW)


def test_withdrawal_keeps_its_reason(certified, city_clerk):
    actions.withdraw_certificate(certified, withdrawn_on=TODAY, reason="主任变更", by=city_clerk, at=NOW)

    assert deeds_on(certified).first().reason == "主任变更"
    with pytest.raises(Refused, match="已于2021-07-09收回"):
        actions.withdraw_certificate(certified, withdrawn_on=TODAY, reason="", by=city_clerk, at=NOW)


def test_dissolved_committee_stays_dissolved(committee, hualong_officer):
    actions.dissolve(committee, dissolved_on=TODAY, reason="合并", by=hualong_officer, at=NOW)

    with pytest.raises(Refused, match="已于2021-07-09撤销"):
        actions.dissolve(committee, dissolved_on=TODAY, reason="", by=hualong_officer, at=NOW)
