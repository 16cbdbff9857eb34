"""The public script recounts what the application published, and finds what was altered. They share no code."""

import ast
import json
import runpy
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import BallotKind, Mode, Office, Relation
from linli.domains.elections.management.commands.elections import SCRIPT
from linli.domains.elections.rules import verdict
from linli.domains.elections.rules.counting import Standing
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.rules.verdict import Poll
from linli.domains.elections.tests.conftest import DAY, on
from linli.domains.elections.tests.laws import V26

RECOUNT = runpy.run_path(str(SCRIPT))["recount"]


@pytest.fixture
def published(way, tmp_path):
    way.declared()
    target = tmp_path / "tallies.json"
    call_command("elections", "publish", str(target), stdout=StringIO())
    return target


def ran(target):
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(target)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_script_imports_nothing_of_the_system():
    imported = {
        name
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module])
    }

    assert imported == {"json", "sys", "pathlib"}


def test_what_was_published_recounts_to_the_same_winners(published):
    code, told = ran(published)

    assert (code, "1场与公布一致，0场不一致" in told) == (0, True)
    assert "投票有效" in told


def test_an_altered_vote_is_found(published):
    text = json.loads(published.read_text())
    for row in text["elections"][0]["ballots"][0]["tallies"]:
        row["votes"] = 5
    published.write_text(json.dumps(text))

    code, told = ran(published)

    assert (code, "与公布不一致" in told, "无人当选" in told) == (1, True, True)


@pytest.mark.parametrize("content", ["", "[]", '{"format": "other", "elections": []}', '{"elections": [{}]}'])
def test_what_is_no_such_file_is_refused(tmp_path, content):
    target = tmp_path / "x.json"
    target.write_text(content)

    assert ran(target)[0] == 2


def test_the_command_runs_the_script(published):
    out = StringIO()
    call_command("elections", "recount", str(published), stdout=out)

    assert "共1场选举" in out.getvalue()


def test_the_file_names_no_voter(published, way):
    text = published.read_text()
    standing = {candidate.name for candidate in [*way.heads, *way.members]}
    names = {voter.name for voter in queries.list_voters(way.heads[0].election)}

    assert [name for name in names - standing if name in text] == []
    assert "id_number" not in text


def test_doubles_are_told_by_the_command(way):
    out = StringIO()
    call_command("elections", "doubles", "2026-2027", stdout=out)

    assert "0 人登记在两份以上" in out.getvalue()


def test_a_run_off_and_relatives_recount_the_same(way):
    election = way.counting()
    actions.declare_kin(
        election, one=way.heads[0].voter, other=way.members[0].voter, relation=Relation.SPOUSE, by=way.who, at=on(DAY)
    )
    election = way.count(election, way.usual_votes())
    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    standing = queries.list_standing(queries.current_ballot(election))
    election = actions.close_poll(election, by=way.who, at=on(DAY))
    election = way.count(election, {candidate: 7 - number for number, candidate in enumerate(standing)})

    [text] = queries.public_file([election])["elections"]
    winners, valid = RECOUNT(json.loads(json.dumps(text)))

    assert (winners, valid) == (text["winners"], True)


people = st.lists(
    st.builds(Standing, st.integers(1, 9), st.sampled_from(list(Office)), st.integers(0, 100), st.booleans()),
    max_size=24,
    unique_by=lambda each: (each.person, each.office),
)
polls = st.lists(st.tuples(people, st.integers(40, 100)), min_size=1, max_size=3)
kin = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(list(Relation))), max_size=4).map(
    lambda rows: [row for row in rows if row[0] != row[1]]
)
KINDS = (BallotKind.FIRST, BallotKind.REPEAT, BallotKind.TIE, BallotKind.RUN_OFF)


@settings(max_examples=300)
@given(polls, kin, st.integers(0, 2), st.booleans(), st.sampled_from(KINDS))
def test_script_and_application_never_disagree(held, relatives, for_women, is_merged, later):
    seats = {Office.HEAD.value: 1, Office.DEPUTY.value: 1, Office.MEMBER.value: 3}
    made, elected = [], set()
    for number, (rows, cast) in enumerate(held):
        # Whoever was elected before does not stand again.
        standing = tuple(row for row in rows if row.person not in elected)
        kind = later if number else BallotKind.FIRST
        papers = Papers(100, 100, 0, cast, 100 - cast, cast, 0)
        made.append(Poll(kind, seats, for_women, papers, 100, standing))
        elected |= {winner.person for winner in verdict.judge(V26, Mode.ALL, made, is_merged=is_merged).winners}
    result = verdict.judge(V26, Mode.ALL, made, relatives, is_merged=is_merged)
    text = {
        "law": {
            "turnout": [1, 2, "more"],
            "win": {
                "first": [1, 2, "more"],
                "repeat": [1, 2, "more"],
                "tie": [0, 1, "least"],
                "run_off": [1, 3, "least"],
            },
            "returned_within_issued": True,
            "kin": [each.value for each in Relation],
        },
        "merged": is_merged,
        "kin": [[one, other, relation.value] for one, other, relation in relatives],
        "ballots": [
            {
                "number": number,
                "kind": poll.kind.value,
                "entitled": 100,
                "seats": seats,
                "for_women": for_women,
                "papers": {"returned": poll.papers.returned, "issued": 100},
                "tallies": [
                    {"person": row.person, "office": row.office.value, "votes": row.votes, "woman": row.is_woman}
                    for row in poll.standings
                ],
            }
            for number, poll in enumerate(made, 1)
        ],
    }

    winners, _valid = RECOUNT(json.loads(json.dumps(text)))

    assert winners == sorted([winner.person, winner.office.value, winner.votes] for winner in result.winners)


@pytest.mark.parametrize(("counts_void", "is_elected"), [(True, False), (False, True)])
def test_the_plan_says_whether_void_ballots_count_and_the_script_reads_it(way, counts_void, is_elected):
    election = way.counting(counts_void=counts_void)
    votes = {way.heads[0]: 9, way.members[0]: 11, way.members[1]: 11}
    for who in ("one", "two"):
        way.enter(election, votes, 18, by=who, valid=14, void=4)
    election = actions.agree(election, by=way.posts.township, at=on(DAY))

    assert (queries.judged(election).result.left["head"] == 0) is is_elected
    [published] = queries.public_file([election])["elections"]
    assert RECOUNT(published) == (published["winners"], True)
