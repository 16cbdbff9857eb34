"""The door of the registers, tried on consultations: any register goes the same way."""

import pytest

from linli.domains.consultation.models import Session
from linli.domains.consultation.records import SESSION
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.divisions import scope
from linli.kernel.exchange import writes
from tests.cast import NOW, TODAY


@pytest.fixture
def values(tree):
    return {
        "division": tree["410902001001"],
        "code": "XS-1",
        "topic": "电动车充电棚",
        "category": "facilities",
        "held_on": TODAY,
        "participants_count": 12,
        "conclusion": "",
    }


@pytest.fixture
def worker(village_worker):
    with scope.entered(village_worker.scope):
        yield village_worker


def test_record_is_entered_and_audited(worker, values):
    record = writes.create(SESSION, values, by=worker, at=NOW)

    [entry] = log.history(record)
    assert (entry.verb, entry.post_id, entry.at, entry.before) == ("create", worker.pk, NOW, None)
    assert entry.after["topic"] == "电动车充电棚"


def test_reader_may_not_enter(city_reader, values):
    with scope.entered(city_reader.scope), pytest.raises(PermissionRefused, match="没有这项权限"):
        writes.create(SESSION, values, by=city_reader, at=NOW)


def test_place_outside_the_post_is_refused(worker, values, tree):
    with pytest.raises(scope.OutOfScope, match="玉北社区"):
        writes.create(SESSION, {**values, "division": tree["410902001002"]}, by=worker, at=NOW)

    assert Session.objects.count() == 0


def test_every_finding_is_told_at_once(worker, values):
    with pytest.raises(writes.Refused) as refusal:
        writes.create(SESSION, {**values, "participants_count": 1, "topic": ""}, by=worker, at=NOW)

    assert {finding.field for finding in refusal.value.findings} >= {"participants_count", "topic"}
    assert Session.objects.count() == 0


def test_second_record_of_one_key_is_refused_in_words(worker, values):
    writes.create(SESSION, values, by=worker, at=NOW)

    with pytest.raises(writes.Refused, match="已经登记"):
        writes.create(SESSION, values, by=worker, at=NOW)


def test_change_keeps_before_and_after(worker, values):
    record = writes.create(SESSION, values, by=worker, at=NOW)

    changed = writes.change(
        SESSION, record, {"participants_count": 13}, by=worker, at=NOW, version=1, reason="签到表更正"
    )

    entry = log.history(record).first()
    assert (changed.version, entry.was["participants_count"], entry.became["participants_count"]) == (2, 12, 13)
    assert entry.reason == "签到表更正"


def test_change_of_an_earlier_version_is_refused_and_shows_the_present_one(worker, values):
    record = writes.create(SESSION, values, by=worker, at=NOW)
    writes.change(SESSION, record, {"participants_count": 13}, by=worker, at=NOW, version=1)

    with pytest.raises(writes.Stale) as stale:
        writes.change(SESSION, record, {"participants_count": 14}, by=worker, at=NOW, version=1)

    assert stale.value.current.participants_count == 13


def test_record_cannot_be_moved_out_of_the_post(worker, values, tree):
    record = writes.create(SESSION, values, by=worker, at=NOW)

    with pytest.raises(scope.OutOfScope):
        writes.change(SESSION, record, {"division": tree["410922100201"]}, by=worker, at=NOW, version=1)
