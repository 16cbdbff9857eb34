"""Kept sums in a database that really commits: many writers at once, repairs while they write, moved places, lost triggers."""

import io
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections, transaction

from linli.domains.consultation.models import Session
from linli.domains.funds.models import Allocation
from linli.domains.workforce.models import Qualification
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.indicators import checking, triggers
from linli.kernel.indicators.compaction import compact
from linli.kernel.indicators.declaration import Stock
from linli.kernel.indicators.figures import figure
from linli.kernel.indicators.models import Delta, RolledUp, Tally
from linli.kernel.indicators.registry import get_indicator
from tests.cast import plant
from tests.factories import make

VILLAGES = ("410902001001", "410902001002", "410902002002", "410922100201")
DAY = date(2021, 3, 31)


@pytest.fixture
def tree(own_database):
    with transaction.atomic(), scope.everything("test rows"):
        return plant()


def everything():
    return scope.everything("a test looks at everything")


def as_owner(statement, params=()):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def write(tree, seed, rounds):
    """Transactions of several statements that touch the same cells in changing order."""
    chance = random.Random(seed)
    try:
        for number in range(rounds):
            with transaction.atomic(), everything(), writing():
                rows = [
                    make(
                        Qualification,
                        tree[chance.choice(VILLAGES)],
                        certificate_no=f"T-{seed}-{number}-{each}",
                        issued_on=DAY + timedelta(days=chance.randrange(3)),
                    )
                    for each in range(3)
                ]
                rows[0].lapsed_on = DAY + timedelta(days=9)
                rows[0].save()
                Qualification.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(
                    division=tree[chance.choice(VILLAGES)]
                )
                if number % 3 == 0:
                    rows[2].delete()
                if number % 5 == 0:
                    transaction.set_rollback(True)
    finally:
        connection.close()


def differences():
    with transaction.atomic(), everything():
        return [cell for each in triggers.kept_measures() for verdict in checking.check(each) for cell in verdict.first]


def checked(*options):
    """What `linli check-figures` printed, and whether it was content."""
    out = io.StringIO()
    try:
        call_command("check_figures", *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_eight_writers_and_the_compactor_neither_wait_for_each_other_nor_differ(tree):
    stop = threading.Event()

    def keep_compacting():
        try:
            while not stop.wait(0.02):
                compact()
        finally:
            connection.close()

    with ThreadPoolExecutor(9) as pool:
        compactor = pool.submit(keep_compacting)
        writers = [pool.submit(write, tree, seed, 15) for seed in range(8)]
        for each in writers:
            each.result()
        stop.set()
        compactor.result()

    with transaction.atomic(), everything():
        assert figure("workforce.certified", tree["410900000000"], at=DAY).value is not None
        assert Qualification.objects.count() == 8 * (12 * 3 - 4)
    assert differences() == []
    compact()
    assert differences() == []
    with transaction.atomic(), everything():
        assert not Delta.objects.exists()


def test_only_one_compactor_works_at_a_time(tree):
    with transaction.atomic(), everything():
        make(Session, tree[VILLAGES[0]], held_on=DAY)
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(5001234568)")

        assert compact() == 0

    assert compact() == 1


def test_moved_village_is_followed_when_the_key_cascades(tree):
    """A re-coded village takes its records along through ON UPDATE CASCADE, which no statement of ours names."""
    with transaction.atomic(), everything():
        make(Session, tree["410902001001"], held_on=DAY)
        make(Session, tree["410922100201"], held_on=DAY)
    compact()
    name = as_owner_value(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'consultation_session'::regclass AND contype = 'f'"
    )
    as_owner(f'ALTER TABLE consultation_session DROP CONSTRAINT "{name}"')
    as_owner(
        "ALTER TABLE consultation_session ADD CONSTRAINT follows FOREIGN KEY (division_id) "
        "REFERENCES divisions_division (code) ON UPDATE CASCADE"
    )

    as_owner(
        "UPDATE divisions_division SET code = 410922100299000, upper = 410922100300000 WHERE code = 410902001001000"
    )

    with transaction.atomic(), everything():
        values = [figure("consultation.held", tree[code], at=DAY).value for code in ("410902000000", "410922000000")]
    assert values == [0, 2]
    assert differences() == []


def as_owner_value(statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_lost_trigger_is_found_and_mended(tree):
    as_owner("DROP TRIGGER figures_insert ON consultation_session")
    with transaction.atomic(), everything():
        make(Session, tree["410902001001"], held_on=DAY)

    said, code = checked("--no-recount")
    assert (code, "consultation_session" in said, "consultation.held" in said, "保存 0条/0，应为 1条/1" in said) == (
        1,
        True,
        True,
        True,
    )

    said, code = checked("--repair")
    assert (code, "差异 0 个" in said) == (0, True)


def test_switched_off_trigger_is_named_before_it_does_harm(tree):
    as_owner("ALTER TABLE consultation_session DISABLE TRIGGER figures_delete")

    said, code = checked("--no-recount")

    assert (code, "consultation_session 缺少" in said) == (1, True)


@pytest.mark.parametrize(("digits", "grain"), [(3, 1), (3, 3), (6, 2), (9, 2), (11, 3), (15, 3)])
def test_damaged_sum_is_named_first_and_mended(tree, digits, grain):
    with transaction.atomic(), everything():
        for code in VILLAGES:
            make(Allocation, tree[code], allocated_on=DAY, amount_fen=100, source="city")
    compact()
    assert as_owner("UPDATE indicators_tally SET amount = amount + 7 WHERE digits = %s AND grain = %s", [digits, grain])

    said, code = checked("--no-recount")
    first = said.splitlines()[0]
    assert code == 1
    assert first.startswith("不一致：funds.allocated ")
    assert (f"末{digits}位合并" in first, "source=city" in first) == (True, True)

    assert checked("--repair")[1] == 0
    assert differences() == []


def test_repair_goes_on_while_others_write(tree):
    with transaction.atomic(), everything():
        make(Qualification, tree[VILLAGES[0]], issued_on=DAY)
    compact()
    as_owner("UPDATE indicators_tally SET records = records + 5, amount = amount - 3")
    as_owner("DELETE FROM indicators_tally WHERE digits = 9")

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, tree, seed, 20) for seed in range(2)]
        mended = [checking.repair(each) for each in triggers.kept_measures("owner")]
        for each in writers:
            each.result()

    assert sum(mended) > 0
    assert differences() == []


def test_installing_again_changes_nothing(tree):
    with transaction.atomic(), everything():
        make(Session, tree["410902001001"], held_on=DAY)
        before = list(RolledUp.objects.order_by("number").values())
    triggers.install("owner")

    with transaction.atomic(), everything():
        assert list(RolledUp.objects.order_by("number").values()) == before
        assert Delta.objects.count() == 1


def test_changed_declaration_is_summed_up_anew(tree, monkeypatch):
    with transaction.atomic(), everything():
        make(Qualification, tree["410902001001"], issued_on=DAY, lapsed_on=DAY + timedelta(days=1))
        make(Session, tree["410902001001"], held_on=DAY)
        kept = RolledUp.objects.get(code="consultation.held").number
    compact()
    known = get_indicator("workforce.certified")
    changed = Stock(
        code=known.code, name="", unit="", definition="", records=Qualification, since="issued_on", version=2
    )
    others = [each for each in triggers.rolled_up() if each.code not in {known.code, "elections.due"}]
    monkeypatch.setattr(triggers, "rolled_up", lambda: [*others, changed])

    triggers.install("owner")

    with transaction.atomic(), everything():
        assert RolledUp.objects.get(code="consultation.held").number == kept
        assert not RolledUp.objects.filter(code="elections.due").exists()
        number = RolledUp.objects.get(code=known.code).number
        assert [row.records for row in Tally.objects.filter(measure=number, digits=15, grain=1)] == [1]
    assert differences() == []
