from datetime import timedelta

import pytest

from linli.domains.residents import actions
from linli.domains.residents.models import Care
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.jobs import worker
from tests.cast import NOW, TODAY


@pytest.fixture
def daily(settings):
    """Let the system do one of its daily deeds on a day."""
    each = {one.run.__name__: one for one in worker.all_periodics()}

    def run(name, day):
        settings.LINLI_TODAY = day.isoformat()
        assert each[name].seconds == 86_400
        assert worker.run_due(each[name])

    return run


def deeds():
    with scope.everything("the test looks at what was done"):
        found = AuditEntry.objects.filter(post_id=None, by_name="系统").exclude(verb="leave_scope")
        return list(found.values_list("verb", flat=True))


def test_system_takes_the_old_into_their_care_groups_once_a_day(zhang, daily):
    daily("renew_ages", TODAY)
    daily("renew_ages", TODAY)

    with scope.everything("the test looks at what was done"):
        assert sorted(Care.objects.values_list("resident__name", "kind")) == [
            ("张𠮷禾", "aged_60"),
            ("张𠮷禾", "aged_80"),
        ]
    assert deeds() == ["renew_ages", "renew_ages"]


def test_system_erases_what_is_overdue(zhang, keeper, daily):
    actions.move_out(zhang, left_on=TODAY, by=keeper, at=NOW)

    daily("erase_overdue", TODAY + timedelta(days=3 * 365))

    with scope.everything("the test looks at what was done"):
        assert type(zhang).objects.get(pk=zhang.pk).name == "（已删除）"
    assert deeds() == ["erase_overdue"]
