"""Who chose what in a secret vote cannot be found out: not from any table, time, order or transaction, nor by watching.

The same four residents vote in the same order in two worlds. In one they choose so, in the other differently, with the same
sums. If somebody who reads everything could tell who chose what, the worlds would differ somewhere. So everything is read, as
the owner of the tables at the end and as each role of the application after each vote, and compared. Broken variants of the
function that counts show that the comparison would have found them out.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client

from linli.domains.consultation.models import Topic, VoiceCode
from linli.domains.consultation.queries import code_mark
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import clock, scope
from linli.kernel.privacy import bearer
from linli.portal.public import refreshing
from tests.cast import plant

pytestmark = pytest.mark.slow
CODE = "410902001001"
VOTERS = tuple(body + bearer.check_sign(body) for body in ("AAAAAAAAA", "BBBBBBBBB", "CCCCCCCCC", "DDDDDDDDD"))
SO, DIFFERENTLY = (1, 2, 2, 3), (2, 1, 3, 2)
OPTIONS = ["东侧", "西侧", "不划"]
TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d(?::?\d\d)?|Z)?")
TABLES = """SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"""
# Everything about a row that SQL can ask for: its place, the transactions that wrote and locked it, and its values.
ROWS = "SELECT t.xmin::text::bigint, t.xmax::text::bigint, to_jsonb(t)::text FROM ONLY {table} t ORDER BY t.ctid"
BREAKS = {
    "only the sum that grew is written": (
        "WHERE v.topic_id = wanted;\n  RETURN 'counted'",
        "WHERE v.topic_id = wanted AND v.option = chosen;\n  RETURN 'counted'",
    ),
    "the option is in the account": (
        "RETURN 'counted'",
        "PERFORM public.linli_happened('vote', now(), 0, NULL, '', '', NULL, to_jsonb(chosen), ''); RETURN 'counted'",
    ),
    "the mark is set with the option": (
        "RETURN 'counted'",
        "UPDATE public.consultation_voicecode SET kind = chosen::text WHERE id = holder;\n  RETURN 'counted'",
    ),
}


@pytest.fixture(autouse=True)
def real_clock(settings):
    """The result is kept back by the clock of the server as well, which no setting moves."""
    settings.LINLI_TODAY = ""


def announce() -> Topic:
    """A topic with a secret vote that is open today by the real clock, four codes, and its page."""
    today, at = clock.today(), clock.now()
    with transaction.atomic(), scope.everything("a test's community"), writing():
        place = plant()[CODE]
        times = {"division": place, "created_at": at, "updated_at": at}
        window = {"voices_from": today, "voices_until": today + timedelta(days=7), "ballot": "secret"}
        topic = Topic.objects.create(
            **times,
            **window,
            title="停车位怎么划",
            background="车多位少。",
            source="residents",
            reach="estate",
            category="property",
            raised_on=today,
            state="notified",
            notified_on=today,
            meeting_on=today + timedelta(days=9),
            ballot_question="车位划在哪一侧",
            ballot_options=OPTIONS,
        )
        for number, code in enumerate(VOTERS):
            VoiceCode.objects.create(
                **times,
                topic=topic,
                person_mark=bytes([number]) * 32,
                code_mark=code_mark(topic.pk, code),
                kind="常住人口",
                issued_on=today,
            )
    with transaction.atomic(), scope.entered(scope.NOTHING):
        refreshing.refresh(clock.now())
    return topic


def world(choices) -> tuple[list[str], list[list[str]]]:
    """What the owner can read in the end, and what the application can read after each vote, when the residents choose so."""
    topic, watched = announce(), []
    for code, option in zip(VOTERS, choices, strict=True):
        typed = {"do": "vote", "vote-code": bearer.printed(code).lower(), "vote-option": option}
        answer = Client().post(f"/community/{CODE}/topics/{topic.pk}/", typed)
        assert "您的一票已计入" in answer.content.decode()
        watched.append(watch(topic))
    with connections["owner"].cursor() as cursor:
        return everything(cursor), watched


def opinions_by(*voters) -> list[str]:
    """What the owner can read when these residents, in this order, have written one opinion each."""
    topic = announce()
    for code, text in zip(voters, ("先划东侧", "先问物业"), strict=True):
        typed = {"do": "opinion", "opinion-code": code, "opinion-stance": "other", "opinion-text": text}
        assert "您的意见已收到" in Client().post(f"/community/{CODE}/topics/{topic.pk}/", typed).content.decode()
    with connections["owner"].cursor() as cursor:
        return everything(cursor)


def watch(topic) -> list[str]:
    """What each role of the application can read, asking the function for the result as if it were long over as well."""
    seen, place = [], topic.division.range
    scopes = (scope.NOTHING, scope.Scope((place,)), scope.Scope((place, (0, 1))), scope.Scope(scope.EVERYTHING))
    for each in scopes:
        with transaction.atomic(), scope.entered(each), connections["default"].cursor() as cursor:
            seen += [f"{each.role} {line}" for line in everything(cursor)]
            if each.ranges:
                cursor.execute("SELECT choice, votes FROM linli_vote_result(%s, '2999-01-01')", [topic.pk])
                seen.append(f"{each.role} result {cursor.fetchall()}")
    return seen


def everything(cursor) -> list[str]:
    """Every row that may be read, in the order in which it lies. Times and transactions are told by their order alone."""
    cursor.execute(TABLES)
    rows = []
    for (table,) in cursor.fetchall():
        cursor.execute(ROWS.format(table=table))
        rows += [(table, number, *row) for number, row in enumerate(cursor.fetchall())]
    xids = {str(xid) for _table, _number, low, high, _text in rows for xid in (low, high)}
    xids |= {found for row in rows for found in re.findall(r'"xid": "?(\d+)', row[4])}
    times = sorted({instant(found) for row in rows for found in TIME.findall(row[4])})
    rank = {each: number for number, each in enumerate(sorted(xids, key=int))}
    order = {each: f"time {number}" for number, each in enumerate(times)}
    found = []
    for table, number, low, high, text in rows:
        plain = re.sub(r'"xid": "?(\d+)', lambda match: f'"xid": {rank[match[1]]}', text)
        plain = TIME.sub(lambda match: order[instant(match[0])], plain)
        found.append(f"{table} {number} {rank[str(low)]} {rank[str(high)]} {plain}")
    return found


def instant(said: str) -> str:
    """One spelling for each moment: noughts at the end of a fraction are written by one and left out by the other."""
    return re.sub(r"\.\d+", lambda fraction: fraction[0].ljust(7, "0"), said.replace("T", " "))


def break_it(old: str, new: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('linli_vote_cast'::regproc)")
        (made,) = cursor.fetchone()
        assert old in made
        cursor.execute(made.replace(old, new))


def test_two_worlds_with_the_same_sums_cannot_be_told_apart(fresh_database, caplog):
    seen = []
    for choices in (SO, DIFFERENTLY):
        with fresh_database(), caplog.at_level("DEBUG"):
            seen.append(world(choices))

    (first, first_watched), (second, second_watched) = seen
    assert [each for each in first if each.startswith("consultation_votetally")] != []
    assert sum(each.startswith("consultation_votemark") for each in first) == len(VOTERS)
    assert first == second
    assert first_watched == second_watched
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert not any(code in told or bearer.printed(code).lower() in told for code in VOTERS)
    assert not any(option in told for option in OPTIONS)


def test_watcher_with_the_rights_of_the_application_sees_neither_marks_nor_sums(fresh_database):
    with fresh_database():
        topic = announce()
        seen = watch(topic)

    assert any("consultation_voicecode" in line for line in seen)
    assert not any("consultation_votetally" in line or "consultation_votemark" in line for line in seen)
    assert [line for line in seen if " result " in line] == [
        f"linli_scope_{role} result []" for role in ("one", "many", "all")
    ]


@pytest.mark.parametrize("broken", BREAKS)
def test_broken_variant_would_be_found_out(fresh_database, broken):
    seen = []
    for choices in (SO, DIFFERENTLY):
        with fresh_database():
            break_it(*BREAKS[broken])
            seen.append(world(choices)[0])

    assert seen[0] != seen[1]


def test_tables_do_not_tell_whose_an_opinion_is(fresh_database):
    """Only the mark of the author differs, which nobody can work out without the key."""
    seen = []
    for voters in (VOTERS[:2], VOTERS[1::-1]):
        with fresh_database():
            found = opinions_by(*voters)
            seen.append([re.sub(r'"author_mark": "[^"]+"', "", each) for each in found])
            assert len({match for each in found for match in re.findall(r'"author_mark": "([^"]+)"', each)}) == 2

    assert seen[0] == seen[1]


def test_votes_at_the_same_time_are_each_counted_once(fresh_database):
    with fresh_database():
        topic = announce()

        def cast(number):
            try:
                typed = {"do": "vote", "vote-code": VOTERS[number % 4], "vote-option": number % 3 + 1}
                return Client().post(f"/community/{CODE}/topics/{topic.pk}/", typed).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            answers = sorted(pool.map(cast, range(16)))
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM consultation_votemark")
            marks = cursor.fetchone()[0]
            cursor.execute("SELECT sum(count) FROM consultation_votetally")
            votes = cursor.fetchone()[0]

    assert answers == [200] * 4 + [422] * 12
    assert (marks, votes) == (4, 4)
