"""Application, worker and database are killed with -9 while people write. Nothing acknowledged may be lost, nothing half done.

`.venv/bin/python -m ops.kill_test --rounds 200`

People sign in and enter consultations through the real forms. An entry counts as acknowledged when the browser is sent
on to the new record's page. An entry whose answer never came is sent again under the same code: then it is either
entered or refused as already there, and counts as acknowledged too.
"""

import argparse
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linli.config.keys import PROJECT
from ops.clusters import Cluster, Database, children_of, clusters
from ops.writers import ROWS, Importer, Ledger, Person, Writer

WRITERS = 5
# Nobody waits longer for an answer than this many times what it takes to make the database.
PATIENCE_TIMES = 4
APPLICATION, WEB, JOBS = "application", "its web worker", "its job worker"
DATABASE, DATABASE_WHOLE, SESSION = "database", "database, all processes", "one session of the database"
VICTIMS = (APPLICATION, JOBS, DATABASE, WEB, DATABASE_WHOLE, SESSION)
# Entered and corrected: one account of each, no more, no fewer, and the last one says what the record says.
HALVES = """SELECT s.code, s.version, count(a.id) FROM consultation_session s LEFT JOIN audit_auditentry a
ON a.record_type = 'consultation.session' AND a.record_id = s.id AND a.kind IN ('i', 'u') GROUP BY s.id
HAVING count(a.id) <> s.version OR (array_agg(a.after ->> 'participants_count' ORDER BY a.id DESC))[1]
<> s.participants_count::text"""
TORN = """SELECT left(code, 7), count(*) FROM consultation_session WHERE code LIKE 'KI-%%' GROUP BY 1
HAVING count(*) <> %s"""
ORPHANS = """SELECT a.id FROM audit_auditentry a WHERE a.record_type = 'consultation.session' AND a.kind IN ('i', 'u')
AND NOT EXISTS (SELECT 1 FROM consultation_session s WHERE s.id = a.record_id)"""

QUEUE = "SELECT id, status, attempts, args, scheduled_at FROM procrastinate_jobs ORDER BY id"
LAST_JOBS = "SELECT name, state, attempts_count, note FROM jobs_job ORDER BY id DESC LIMIT 3"
UNENDED_JOBS = """SELECT id, name, state, attempts_count FROM jobs_job
WHERE state NOT IN ('done', 'failed', 'cancelled') ORDER BY id"""
SESSIONS = """SELECT pid, state, left(query, 60) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()"""


class Service:
    """One long-running command of Linli, in a process group of its own, so that it can be killed whole."""

    def __init__(self, cluster: Cluster, *words: str):
        self.cluster, self.words = cluster, words
        self.process: subprocess.Popen | None = None
        self.log = cluster.place.project / f"{words[0]}.log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linli.config.cli", *self.words],
                cwd=PROJECT,
                env=self.cluster.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, child: str | None = None) -> None:
        """SIGKILL to the whole group, or to one child of its first process alone."""
        assert self.process is not None
        if child is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return
        for pid in children_of(self.process.pid):
            # The job worker is the only child that is started under a name of its own.
            if (child == JOBS) == (b"--attached" in Path(f"/proc/{pid}/cmdline").read_bytes()):
                os.kill(pid, signal.SIGKILL)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Scene:
    """What is running, and how each part is killed and brought back."""

    cluster: Cluster
    application: Service

    def strike(self, victim: str) -> None:
        if victim == APPLICATION:
            self.application.kill()
        elif victim in (WEB, JOBS):
            self.application.kill(victim)
        elif victim == SESSION:
            self.cluster.kill("backend")
        else:
            self.cluster.kill("all" if victim == DATABASE_WHOLE else "postmaster")
            self.cluster.wait_until_gone()
            self.cluster.start()

    def mend(self) -> None:
        """What a service manager does: a service that has ended is started again."""
        if not self.application.is_running():
            self.application.start()


def rounds(scene: Scene, ledger: Ledger, count: int, seed: int) -> list[tuple[str, float]]:
    """Kill `count` times. Gives each victim with the seconds until somebody's entry was acknowledged again."""
    chance = random.Random(seed)  # noqa: S311 - decides who dies, no secret
    outages = []
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        if number and number % len(VICTIMS) == 0:
            # Deaths follow each other more quickly than a file is taken in: now and then it is given the time.
            wait_for_file(scene, ledger)
        wait_for_acks(scene, ledger, len(ledger.acked) + 3)
        time.sleep(chance.uniform(0.0, 0.3))
        ledger.struck_at = struck = time.monotonic()
        scene.strike(victim)
        wait_for_acks(scene, ledger, len(ledger.acked) + 2)
        outages.append((victim, time.monotonic() - struck))
    return outages


def wait_for_acks(scene: Scene, ledger: Ledger, wanted: int) -> None:
    if not wait_until(lambda: len(ledger.acked) >= wanted, scene, ledger):
        tail = "\n".join(scene.application.log.read_text("utf-8", "replace").splitlines()[-20:])
        raise RuntimeError(f"Nobody's entries are acknowledged any more: {ledger.faults}\n{tail}")


def wait_for_file(scene: Scene, ledger: Ledger) -> None:
    """After a death the queue still works: one more file is taken in."""
    taken = sum(ledger.files.values())
    if not wait_until(lambda: sum(ledger.files.values()) > taken, scene, ledger):
        ledger.faults.append(
            f"no file is taken in any more; the last jobs: {scene.cluster.ask(LAST_JOBS)}; the queue: {scene.cluster.ask(QUEUE)}"
        )


def wait_for_jobs(scene: Scene, ledger: Ledger) -> None:
    """Whatever was asked of the queue comes to an end, also when its asker has gone."""
    if not wait_until(lambda: not scene.cluster.ask(UNENDED_JOBS), scene, ledger):
        ledger.faults.append(f"jobs that do not end: {scene.cluster.ask(UNENDED_JOBS)}")


def wait_until(is_so: Callable[[], bool], scene: Scene, ledger: Ledger) -> bool:
    """Keep the application running until it is so; False when somebody found a fault or patience is at an end."""
    started = time.monotonic()
    while not is_so():
        if ledger.faults or ledger.is_over(started):
            return False
        scene.mend()
        time.sleep(0.01)
    return True


def wait_for_silence(database: Database, ledger: Ledger) -> None:
    """A session of the database ends its statement, and may even commit, after its client was killed."""
    started = time.monotonic()
    while busy := database.ask(SESSIONS):
        if ledger.is_over(started):
            ledger.faults.append(f"sessions without a client do not end: {busy}")
            return
        time.sleep(0.05)


def judge(database: Database, ledger: Ledger) -> list[str]:
    """Everything that is not as it must be, in words; an empty list is the proof, together with the figures."""
    there = dict(database.ask("SELECT code, version FROM consultation_session"))
    counts = database.count("consultation_session")
    halves, orphans = database.ask(HALVES), database.ask(ORPHANS)
    checks = {
        "files half taken in": database.ask(TORN, [ROWS]),
        "lost": [code for code, version in ledger.acked.items() if there.get(code, 0) < version],
        "phantom": sorted(set(there) - ledger.attempted),
        "record and audit disagree": halves,
        "audit without record": orphans,
        "scan and index disagree": [] if counts == (len(there), len(there)) else [counts],
        "faults": ledger.faults,
    }
    return [f"{name}: {len(found)}, first {found[:3]}" for name, found in checks.items() if found]


def judge_figures(database: Database) -> list[str]:
    done = database.linli("check-figures")
    print(f"check-figures: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return [] if done.returncode == 0 else ["figures differ from the records"]


def check_pages(cluster: Cluster) -> str:
    """Stop the server and read every page of its files against its checksum."""
    cluster.server.stop()
    printed = cluster.server.run("pg_checksums", "--check", "-D", str(cluster.place.data))
    return ", ".join(line.strip() for line in printed.splitlines() if line.startswith(("Blocks", "Bad")))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def prepare(cluster: Cluster) -> float:
    """Gives the seconds that it took, by which a slow machine is known."""
    started = time.monotonic()
    cluster.start()
    for words in (["-m", "linli.config.cli", "migrate", "-v", "0"], ["-m", "ops.people", str(WRITERS + 1)]):
        subprocess.run([sys.executable, *words], cwd=PROJECT, env=cluster.environment(), check=True)
    return time.monotonic() - started


def run(count: int, seed: int) -> int:
    ledger = Ledger()
    with clusters("killed") as [cluster]:
        ledger.patience_seconds = max(ledger.patience_seconds, prepare(cluster) * PATIENCE_TIMES)
        port = free_port()
        scene = Scene(cluster, Service(cluster, "serve", "--port", str(port)))
        started = time.monotonic()
        outages = work_and_die(scene, ledger, f"http://127.0.0.1:{port}", count, seed)
        seconds = time.monotonic() - started
        wait_for_silence(cluster, ledger)
        broken = judge(cluster, ledger) + judge_figures(cluster)
        pages = check_pages(cluster)
    report(ledger, outages, seconds, seed)
    print(f"pages: {pages}")
    for each in broken:
        print(f"BROKEN {each}")
    print("nothing lost, nothing half done" if not broken else "NOT SAFE")
    return 1 if broken or "Bad checksums:  0" not in pages else 0


def work_and_die(scene: Scene, ledger: Ledger, base: str, count: int, seed: int) -> list[tuple[str, float]]:
    """All of it, until everybody has gone home, every job has ended and the application is dead. Gives the outages."""
    stop = threading.Event()
    people: list[Person] = [Writer(number, base, ledger, stop) for number in range(WRITERS)]
    people.append(Importer(WRITERS, base, ledger, stop))
    try:
        scene.mend()
        for person in people:
            person.start()
        outages = rounds(scene, ledger, count, seed)
        wait_for_file(scene, ledger)
        stop.set()
        for person in people:
            person.join(ledger.patience_seconds)
        ledger.faults += [f"person {person.number} does not come to an end" for person in people if person.is_alive()]
        wait_for_jobs(scene, ledger)
    finally:
        stop.set()
        if scene.application.is_running():
            scene.application.kill()
    return outages


def report(ledger: Ledger, outages: list[tuple[str, float]], seconds: float, seed: int) -> None:
    print(
        f"rounds {len(outages)}, acknowledged {len(ledger.acked)} entries and "
        f"{sum(version == 2 for version in ledger.acked.values())} corrections, in doubt and sent again "
        f"{ledger.retried_count} (of these found done {ledger.found_done_count}), files handed in {len(ledger.files)}, taken in "
        f"{sum(ledger.files.values())} of {ROWS} rows each; {seconds:.0f} s, seed {seed}; "
        f"longest outage {max(seconds for _, seconds in outages):.2f} s of {ledger.patience_seconds:.0f} s allowed"
    )
    for victim in sorted({victim for victim, _ in outages}):
        times = [seconds for each, seconds in outages if each == victim]
        print(
            f"  {victim:<28} {len(times):>4} ×  back in {statistics.median(times):.2f} s (longest {max(times):.2f} s)"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ops.kill_test", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args(arguments)
    return run(given.rounds, given.seed)


if __name__ == "__main__":
    sys.exit(main())
