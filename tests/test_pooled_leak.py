"""Behind PgBouncer in transaction mode no client sees rows of another's scope, and the test would notice if one did.

`python -m ops.pooled_leak` does the same with a million reads.
"""

import os

import pytest
from django.db import connections

from linli.config import postgres
from linli.config.keys import Place
from ops import people, pooled_leak

pytestmark = pytest.mark.slow
READS = 4000


@pytest.fixture
def pooled(own_database):
    """The application's login behind a pooler of four connections, and the rows that each village has."""
    if pooled_leak.program() is None:
        reason = "没有找到 pgbouncer，跳过连接池测试。"
        if os.environ.get("LINLI_REQUIRE_PGBOUNCER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    people.settle(pooled_leak.VILLAGES)
    with connections["owner"].cursor() as cursor:
        places = pooled_leak.fill(cursor.execute)
    place = Place()
    known = {**postgres.parameters(place)["default"], "dbname": own_database}
    with pooled_leak.pooler(known, postgres.Server(place).account) as address:
        yield address, places


def test_no_client_of_a_pool_reads_outside_its_scope(pooled):
    counted = pooled_leak.clients(*pooled, READS)

    assert counted["deaths"] > 0
    assert (counted["reads"] >= READS, counted["wrong"], counted["errors"]) == (True, 0, 0)


def test_scope_of_the_session_would_be_noticed(pooled):
    assert pooled_leak.clients(*pooled, 500, session_level=True)["wrong"] > 0
