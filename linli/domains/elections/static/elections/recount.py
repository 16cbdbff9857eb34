# noqa: INP001 - a script by itself, served as a file
"""Recount published tallies. Needs Python 3.9 or later and nothing else; shares no code with the system that published them.

    python recount.py tallies.json

For each election it works out from the sums alone whether the poll was valid and who is elected, and compares that with the
winners that the file names. It ends with 0 if all agree, 1 if one does not, 2 if the file cannot be read.
"""

import json
import sys
from pathlib import Path

OFFICES = ["head", "deputy", "member"]
LABELS = {"head": "主任", "deputy": "副主任", "member": "委员"}


def reaches(share, count, among):
    """share is [part, whole, "more" or "least"]."""
    part, whole, sense = share
    return whole * count > part * among if sense == "more" else whole * count >= part * among


def is_valid(election, ballot):
    law, papers = election["law"], ballot["papers"]
    enough = reaches(law["turnout"], papers["returned"], ballot["entitled"])
    return enough and not (law["returned_within_issued"] and papers["returned"] > papers["issued"])


def count(election, ballot):
    """[person, office, votes, is a woman] of everybody this ballot elects."""
    share = election["law"]["win"][ballot["kind"]]
    cast = ballot["papers"][election["law"].get("cast", {}).get(ballot["kind"], "returned")]
    merges = election["merged"] and ballot["kind"] != "tie"
    women = {row["person"] for row in ballot["tallies"] if row["woman"]}
    winners: list = []
    carried: dict = {}
    wanted = ballot["for_women"]
    for office in OFFICES:
        if office not in ballot["seats"]:
            continue
        votes = dict(carried)
        for row in ballot["tallies"]:
            if row["office"] == office:
                votes[row["person"]] = votes.get(row["person"], 0) + row["votes"]
        taken = {winner[0] for winner in winners}
        able = {who: n for who, n in votes.items() if who not in taken and reaches(share, n, cast)}
        for_women = min(wanted, ballot["seats"][office]) if office == "member" else 0
        chosen = fill(able, ballot["seats"][office], for_women, women)
        winners += [[who, office, able[who], who in women] for who in chosen]
        wanted = max(0, wanted - len(women & set(chosen)))
        taken |= set(chosen)
        carried = {who: n for who, n in votes.items() if who not in taken} if merges else {}
    return winners


def fill(able, seats, for_women, women):
    """Those with most votes, step by step through equal numbers; equals for whom there is no room are voted on again."""
    chosen: list = []
    for votes in sorted(set(able.values()), reverse=True):
        left = seats - len(chosen)
        if left <= 0:
            break
        kept = max(0, for_women - len(women & set(chosen)))
        here = sorted(who for who, n in able.items() if n == votes)
        her = [who for who in here if who in women]
        him = [who for who in here if who not in women]
        free = left - kept
        if len(him) + len(her) - min(len(her), kept) <= free:
            chosen += here
        elif len(her) <= kept:
            chosen += her
            if free > 0:  # the men tie for the free seats, which stay empty in this ballot
                seats -= free
        else:
            break
    return chosen


def gives_way(winners, kin, relations):
    """Of two near relatives the one in the lower office, or with fewer votes."""
    place = {who: (OFFICES.index(office), -votes) for who, office, votes, _woman in winners}
    pairs = [pair for pair in kin if pair[2] in relations and pair[0] in place and pair[1] in place]
    gone = set()
    for one, other, _relation in sorted(pairs, key=lambda pair: min(place[pair[0]], place[pair[1]])):
        if one not in gone and other not in gone:
            gone.add(max((one, other), key=lambda who: (place[who], who)))
    return gone


def recount(election):
    """The winners as [person, office, votes], in order; and whether the last poll was valid."""
    winners, valid = [], False
    for ballot in sorted(election["ballots"], key=lambda each: each["number"]):
        valid = is_valid(election, ballot)
        if valid:
            winners += count(election, ballot)
    gone = gives_way(winners, election["kin"], election["law"]["kin"])
    return sorted([who, office, votes] for who, office, votes, _woman in winners if who not in gone), valid


def main(arguments):
    try:
        published = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        elections = published["elections"]
        if published["format"] != "linli-tallies":
            raise KeyError("format")
        results = [(each, *recount(each)) for each in elections]
    except (IndexError, OSError, ValueError, KeyError, TypeError) as problem:
        print(f"读不懂这个文件：{type(problem).__name__} {problem}", file=sys.stderr)
        return 2
    wrong = 0
    for election, winners, valid in results:
        agrees = winners == sorted(election["winners"])
        wrong += not agrees
        names = "、".join(
            f"{LABELS[office]}{election['names'][str(who)]}（{votes}票）" for who, office, votes in winners
        )
        state = "投票有效" if valid else "投票无效"
        verdict = "与公布一致" if agrees else "与公布不一致"
        print(f"{election['place']} {election['round']}：{state}；{names or '无人当选'}；{verdict}")
    print(f"共{len(results)}场选举，{len(results) - wrong}场与公布一致，{wrong}场不一致。")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
