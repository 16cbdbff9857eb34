"""Elections of a whole city at once: is this person on another list, who is on two, and who was elected in all of them.

`fill` makes one election for every village and community, with a counted ballot and its share of the voters, all made up.
"""

import secrets
from typing import Any

from django.db import connections, transaction

from linli.domains.elections import queries
from linli.domains.elections.models import Election, Voter
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.portal.bench.measuring import Line, Report, median_ms, seconds

ROUND = "2026-2027"
CANDIDATES = 8
LOOKS = 400
TABLES = ("election", "voter", "candidate", "ballot", "tally")
# Every thousandth voter also stands on the list of another place.
ELECTIONS = """
INSERT INTO elections_election (version, created_at, updated_at, division_id, round, kind, due_on, state, mode, election_on,
  head_count, deputy_count, member_count, women_count, is_merged, has_candidates, counts_void,
  archive_no)
SELECT 1, now(), now(), code, %(round)s, CASE WHEN village_kind = 'residents' THEN 'residents' ELSE 'villagers' END,
  '2027-02-01', 'counting', 'all', '2026-12-20', 1, 0, 4, 1, true, true, true, ''
FROM divisions_division WHERE level = 'village' ORDER BY code
"""
VOTERS = """
INSERT INTO elections_voter (version, created_at, updated_at, division_id, election_id, round, body, number, name, sex,
  id_fingerprint, kind, household, registered_on, speaks_for_household, is_representative, struck_reason)
SELECT 1, now(), now(), e.division_id, e.id, e.round, 'residents', n, '选民', CASE WHEN n %% 2 = 0 THEN '1' ELSE '2' END,
  sha256(('voter' || CASE WHEN n %% 1000 = 0 THEN n ELSE e.id * 100000 + n END)::bytea), 'home', '', '2026-11-01',
  true, false, ''
FROM elections_election e, generate_series(1, %(each)s) n WHERE e.round = %(round)s
"""
CANDIDATE_ROWS = """
INSERT INTO elections_candidate (version, created_at, updated_at, division_id, election_id, voter_id, name, sex, schooling,
  is_party_member, is_party_secretary, is_first_time, office, nominator, supporters_count, nominated_on, is_listed,
  struck_reason)
SELECT 1, now(), now(), division_id, election_id, id, name, sex, '', false, false, true,
  CASE WHEN number <= 2 THEN 'head' ELSE 'member' END, 'party', 0, '2026-12-01', true, ''
FROM elections_voter WHERE round = %(round)s AND number <= %(candidates)s
"""
BALLOTS = """
INSERT INTO elections_ballot (version, created_at, updated_at, division_id, election_id, number, kind, held_on,
  entitled_count, seats, women_count, standing, agreed_at, printed_count, issued_count, spare_count, returned_count,
  unreturned_count, valid_count, void_count)
SELECT 1, now(), now(), division_id, id, 1, 'first', '2026-12-20', 1000, '{"head": 1, "member": 4}', 1, '[]', now(),
  1000, 1000, 0, 400 + id %% 500, 600 - id %% 500, 400 + id %% 500, 0
FROM elections_election WHERE round = %(round)s
"""
TALLIES = """
INSERT INTO elections_tally (version, created_at, updated_at, division_id, ballot_id, candidate_id, votes_count)
SELECT 1, now(), now(), b.division_id, b.id, c.id, (b.returned_count * (40 + (c.id * 7919) %% 55)) / 100
FROM elections_ballot b JOIN elections_candidate c USING (election_id)
"""


def fill(voters: int) -> int:
    """By the owner of the tables, whose triggers rest meanwhile; gives the number of elections."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE elections_{table} DISABLE TRIGGER USER")
        cursor.execute(ELECTIONS, {"round": ROUND})
        count: int = cursor.rowcount
        given: dict[str, Any] = {"round": ROUND, "each": max(voters // max(count, 1), 10), "candidates": CANDIDATES}
        for statement in (VOTERS, CANDIDATE_ROWS, BALLOTS, TALLIES):
            cursor.execute(statement, given)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE elections_{table} ENABLE TRIGGER USER")
            cursor.execute(f"VACUUM ANALYZE elections_{table}")
    return count


def measure(report: Report, voters: int, *, by: Post) -> None:
    """`by` works for the whole city. The look at one person is taken as a village takes it, with a village's scope."""
    report.section("选举：全市查重和当选计算")
    count = fill(voters)
    report.add(
        Line("登记一人时全市查重", look_up_ms(), "ms", 5, note=f"{voters:,} 名选民，村级岗位范围内，命中和不命中各半"),
        Line("全市重复登记（成批）", bulk_seconds(by), "秒", 60, note=f"{voters:,} 名选民，市级岗位范围内"),
        Line("全部选举的有效性和当选人", judge_seconds(by), "秒", 2, note=f"{count:,} 场选举"),
    )


def look_up_ms() -> float:
    """The median of looks at single persons, half of whom are on another list."""
    with transaction.atomic(), scope.everything("linli bench"):
        election = Election.objects.filter(round=ROUND).select_related("division").first()
        assert election is not None
        others = Voter.objects.filter(round=ROUND).exclude(election=election)[: LOOKS // 2]
        marks = [bytes(mark) for mark in others.values_list("id_fingerprint", flat=True) if mark]
    marks += [secrets.token_bytes(32) for _number in range(LOOKS // 2)]
    wanted = iter(marks * 2)
    with transaction.atomic(), scope.entered(scope.Scope((election.division.range,))):
        return median_ms(lambda: queries.registered_elsewhere([next(wanted)], election), rounds=LOOKS)


def bulk_seconds(by: Post) -> float:
    with transaction.atomic(), scope.entered(by.scope):
        return seconds(lambda: list(queries.doubly_registered(ROUND)))


def judge_seconds(by: Post) -> float:
    with transaction.atomic(), scope.entered(by.scope):
        return seconds(lambda: list(queries.judge_all(Election.objects.filter(round=ROUND))))
