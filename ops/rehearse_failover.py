"""The primary is killed with -9 while people write; the hot standby takes over. With synchronous replication nothing acknowledged is lost.

`.venv/bin/python -m ops.rehearse_failover --rounds 20`

Each round: kill, promote, let the writers find the new primary by themselves (`target_session_attrs=read-write`),
make the dead one a standby again from a new full base backup, wait until replication is synchronous again.
"""

import argparse
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field

import psycopg
from psycopg import conninfo

from ops.clusters import Cluster, clusters

WRITERS = 8
SYNCHRONOUS = "synchronous_standby_names = '*'\n"
# Several standbys are not needed here; one that may be asked while it follows is.
STANDBY = "hot_standby = on\nwal_receiver_status_interval = 1\n"
PATIENCE_SECONDS = 60


@dataclass
class Ledger:
    attempted: set[int] = field(default_factory=set)
    acked: list[tuple[float, int]] = field(default_factory=list)
    in_doubt_count: int = 0
    faults: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """Writes tokens of its own, one per transaction, to whichever server takes them."""

    def __init__(self, number: int, address: str, ledger: Ledger, stop: threading.Event):
        super().__init__(daemon=True)
        self.number, self.address, self.ledger, self.stop = number, address, ledger, stop

    def run(self) -> None:
        token = self.number * 10**9
        while not self.stop.is_set():
            try:
                with psycopg.connect(self.address, autocommit=True, connect_timeout=5) as connection:
                    while not self.stop.is_set():
                        token += 1
                        self.ledger.attempted.add(token)
                        connection.execute("INSERT INTO token (id) VALUES (%s)", [token])
                        self.ledger.acked.append((time.monotonic(), token))
            except psycopg.Error:
                # The last token may be there or not: it was not acknowledged, and a new one is taken.
                self.ledger.in_doubt_count += 1
                time.sleep(0.02)


def address(pair: list[Cluster]) -> str:
    """Both servers in one address, as in DATABASE_URL; the driver looks for the one that can be written to."""
    known = pair[0].known("owner")
    hosts = ",".join(str(each.place.socket_folder) for each in pair)
    return conninfo.make_conninfo("", **{**known, "host": hosts, "target_session_attrs": "read-write"})


def follow(primary: Cluster, standby: Cluster) -> None:
    """Make `standby` follow from a full base backup; when this returns, every commit waits for it."""
    primary.clone_to(standby, "-R")
    standby.configure(STANDBY)
    standby.start()
    set_synchronous(primary, SYNCHRONOUS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while primary.command("SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')") == []:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{standby.name} does not follow {primary.name}.")
        time.sleep(0.02)


def set_synchronous(primary: Cluster, settings: str) -> None:
    primary.configure(settings)
    primary.server.configure()
    primary.command("SELECT pg_reload_conf()")


def promote(standby: Cluster) -> float:
    """Seconds until it takes writes. It does not wait for a standby of its own: there is none yet."""
    start = time.monotonic()
    standby.command("SELECT pg_promote(true, 60)")
    return time.monotonic() - start


@dataclass(frozen=True)
class Round:
    promotion: float
    gap: float


def fail_over(primary: Cluster, standby: Cluster, ledger: Ledger) -> Round:
    """One death and one succession, the dead server being made a standby of the other at the end."""
    primary.kill("all")
    killed = time.monotonic()
    # A server that may still be writing must be dead for certain before another takes its place.
    primary.wait_until_gone()
    taken = promote(standby)
    gap = wait_for_ack(ledger, time.monotonic()) - killed
    follow(standby, primary)
    return Round(taken, gap)


def wait_for_ack(ledger: Ledger, after: float) -> float:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        for at, _token in reversed(ledger.acked[-50:]):
            if at > after:
                return at
        if time.monotonic() > deadline:
            raise RuntimeError("Nobody's writing is acknowledged any more.")
        time.sleep(0.01)


def run(count: int) -> int:
    ledger, stop = Ledger(), threading.Event()
    with clusters("east", "west") as pair:
        primary, standby = pair
        primary.start()
        primary.ask("CREATE TABLE token (id bigint PRIMARY KEY)")
        follow(primary, standby)
        writers = [Writer(number, address(pair), ledger, stop) for number in range(1, WRITERS + 1)]
        for writer in writers:
            writer.start()
        done = []
        for _round in range(count):
            wait_for_ack(ledger, time.monotonic())
            time.sleep(0.5)
            done.append(fail_over(primary, standby, ledger))
            primary, standby = standby, primary
        stop.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        return report(primary, ledger, done)


def report(primary: Cluster, ledger: Ledger, done: list[Round]) -> int:
    there = {token for (token,) in primary.ask("SELECT id FROM token")}
    counts = primary.count("token")
    acked = {token for _at, token in ledger.acked}
    lost, phantom = acked - there, there - ledger.attempted
    print(
        f"fail-overs {len(done)}, acknowledged {len(acked)}, lost {len(lost)}, phantom {len(phantom)}, "
        f"in doubt {ledger.in_doubt_count}, there {counts[0]} by scan and {counts[1]} by index"
    )
    gaps, promotions = [each.gap for each in done], [each.promotion for each in done]
    print(
        f"no writing for {statistics.median(gaps):.2f} s (longest {max(gaps):.2f} s), promotion {statistics.median(promotions):.2f} s"
    )
    return 0 if not lost and not phantom and counts == (len(there), len(there)) else 1


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ops.rehearse_failover", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    return run(parser.parse_args(arguments).rounds)


if __name__ == "__main__":
    sys.exit(main())
