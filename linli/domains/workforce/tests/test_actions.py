from datetime import date

import pytest

from linli.domains.workforce import actions
from linli.domains.workforce.models import Qualification
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from tests.cast import NOW, TODAY, deeds_on


@pytest.fixture
def qualification(given, tree):
    return given(
        Qualification,
        tree["410902001001"],
        certificate_no="S1",
        holder_name="甘敬业",
        level="assistant",
        issued_on=date(2020, 1, 2),
    )


def test_lapse_writes_the_day_once(qualification, village_worker):
    actions.lapse(qualification, lapsed_on=TODAY, reason="取得中级证书", by=village_worker, at=NOW)

    qualification.refresh_from_db()
    assert (qualification.lapsed_on, deeds_on(qualification).get().reason) == (TODAY, "取得中级证书")
    with pytest.raises(Refused, match="已于2021-07-09失效"):
        actions.lapse(qualification, lapsed_on=TODAY, reason="", by=village_worker, at=NOW)


def test_lapse_is_refused_to_a_reader(qualification, city_reader):
    with pytest.raises(PermissionRefused):
        actions.lapse(qualification, lapsed_on=TODAY, reason="", by=city_reader, at=NOW)


def test_lapse_before_issue_is_refused_in_words(qualification, village_worker):
    with pytest.raises(Refused, match="失效日期不能早于批准日期"):
        actions.lapse(qualification, lapsed_on=date(2020, 1, 1), reason="", by=village_worker, at=NOW)
