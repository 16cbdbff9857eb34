from datetime import date, timedelta

import pytest

from linli.domains.committees import actions
from linli.domains.committees.models import Case
from linli.domains.committees.tests.test_cases import at, coded, take  # noqa: F401 - fixtures
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.jobs import worker
from linli.kernel.workflow.models import Todo

EXPIRES = date(2026, 2, 28)


@pytest.fixture
def daily(settings):
    each = {one.run.__name__: one for one in worker.all_periodics()}

    def run(day):
        settings.LINLI_TODAY = day.isoformat()
        assert worker.run_due(each["open_due_renewals"])

    return run


def renewals():
    with scope.everything("the test looks at what was begun"):
        return list(Case.objects.filter(kind="renew"))


@pytest.mark.parametrize(("days", "count"), [(61, 0), (60, 1), (59, 1), (-1, 1)])
def test_a_renewal_begins_sixty_days_before_the_end(take, daily, days, count):  # noqa: F811
    take()

    for _time in range(2):
        daily(EXPIRES - timedelta(days))

    assert len(renewals()) == count


def test_it_is_a_to_do_of_the_place_and_a_deed_of_the_system(take, daily, city_clerk, settings):  # noqa: F811
    settings.LINLI_CERTIFICATE_RENEWAL_DAYS = 10
    take()
    daily(EXPIRES - timedelta(11))
    assert renewals() == []
    daily(EXPIRES - timedelta(10))

    [case] = renewals()
    with scope.everything("the test looks at what was begun"):
        [todo] = Todo.objects.filter(record_type="committees.case", record_id=case.pk, closed_at=None)
        entry = AuditEntry.objects.get(record_type="committees.case", record_id=case.pk)
    assert (case.reason, case.opened_on) == ("证书PDY-1将于2026-02-28到期", EXPIRES - timedelta(10))
    assert (todo.transition, todo.unit) == ("submit", city_clerk.unit)
    assert (entry.verb, entry.by_name) == ("open", "系统")


def test_what_people_gave_up_is_not_begun_again(take, daily, city_clerk):  # noqa: F811
    take()
    daily(EXPIRES - timedelta(50))
    [case] = renewals()
    day = EXPIRES - timedelta(49)
    with scope.entered(city_clerk.scope):
        actions.cancel(case, reason="即将撤并", by=city_clerk, at=at(day))

    daily(day + timedelta(1))

    assert len(renewals()) == 1
