from datetime import date

import pytest

from linli.domains.standards import actions, queries
from linli.domains.standards.enums import Item
from linli.domains.standards.models import Certification, Community, PlanItem
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from tests.cast import NOW, TODAY, deeds_on

ALL = {item.value: True for item in Item}
ENROLLED = date(2020, 1, 1)


@pytest.fixture
def community(given, tree):
    return given(Community, tree["410902001001"], enrolled_on=ENROLLED, **ALL)


@pytest.fixture
def plan_item(given, community):
    return given(PlanItem, community.division, year=2021, planned_on=date(2021, 1, 4))


def test_certify_brings_forth_a_certification_and_fulfils_the_plan(community, plan_item, city_clerk):
    actions.certify(community, code="R1", issued_on=TODAY, by=city_clerk, at=NOW)

    plan_item.refresh_from_db()
    certification = queries.find_certification(community.division, TODAY)
    assert (certification.code, plan_item.fulfilled_on, plan_item.version) == ("R1", TODAY, 2)
    assert [deeds_on(each).get().verb for each in (community, certification, plan_item)] == [
        *("certify", "certify", "fulfil"),
    ]


@pytest.mark.parametrize("missing", list(Item))
def test_certify_needs_each_of_the_ten_items(given, tree, city_clerk, missing):
    lacking = given(Community, tree["410902001001"], enrolled_on=ENROLLED, **ALL | {missing.value: False})

    with pytest.raises(Refused, match=str(missing.label)):
        actions.certify(lacking, code="R1", issued_on=TODAY, by=city_clerk, at=NOW)

    assert Certification.objects.count() == 0


def test_certify_twice_is_refused_and_nothing_is_written(community, plan_item, city_clerk):
    actions.certify(community, code="R1", issued_on=TODAY, by=city_clerk, at=NOW)

    with pytest.raises(Refused, match="已有一项有效的认定"):
        actions.certify(community, code="R2", issued_on=TODAY, by=city_clerk, at=NOW)

    assert deeds_on(community).count() == 1


def test_certify_before_enrolment_is_refused(community, city_clerk):
    with pytest.raises(Refused, match="不能早于纳入日期2020-01-01"):
        actions.certify(community, code="R1", issued_on=date(2019, 12, 31), by=city_clerk, at=NOW)


def test_certify_before_the_plan_undoes_everything(community, plan_item, city_clerk):
    with pytest.raises(Refused, match="完成日期不能早于列入日期"):
        actions.certify(community, code="R1", issued_on=date(2021, 1, 3), by=city_clerk, at=NOW)

    assert (Certification.objects.count(), deeds_on(community).count()) == (0, 0)


def test_certify_is_refused_to_a_county_officer(community, hualong_officer):
    with pytest.raises(PermissionRefused):
        actions.certify(community, code="R1", issued_on=TODAY, by=hualong_officer, at=NOW)


def test_withdrawn_certification_stays_withdrawn(community, city_clerk):
    actions.certify(community, code="R1", issued_on=date(2021, 6, 1), by=city_clerk, at=NOW)
    certification = queries.find_certification(community.division, TODAY)

    actions.withdraw(certification, withdrawn_on=TODAY, reason="复检不合格", by=city_clerk, at=NOW)

    assert queries.find_certification(community.division, TODAY) is None
    assert queries.find_certification(community.division, date(2021, 7, 8)) == certification
    with pytest.raises(Refused, match="已于2021-07-09撤销"):
        actions.withdraw(certification, withdrawn_on=TODAY, reason="", by=city_clerk, at=NOW)
