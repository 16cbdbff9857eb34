"""Application, worker and database are killed with -9 while people write. Nothing acknowledged may be lost, nothing half done.

`.venv/bin/python -m ops.kill_test --rounds 200`

People sign in and enter consultations through the real forms. An entry counts as acknowledged when the browser is sent
on to the new record's page. An entry whose answer never came is sent again under the same code: then it is either
entered or refused as already there, and counts as acknowledged too.
"""

import argparse
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from linli.config.keys import PROJECT
from ops.browser import Answer, Browser, Gone
from ops.clusters import Cluster, Database, children_of, clusters
from ops.people import PASSWORD, village

WRITERS = 6
LONGEST_OUTAGE_SECONDS = 60
TAKEN = "该协商编号已经登记"
NEW = "/consultation/session/new/"
# Entered and corrected: one account of each, no more, no fewer, and the last one says what the record says.
HALVES = """SELECT s.code, s.version, count(a.id) FROM consultation_session s LEFT JOIN audit_auditentry a
ON a.record_type = 'consultation.session' AND a.record_id = s.id AND a.kind IN ('i', 'u') GROUP BY s.id
HAVING count(a.id) <> s.version OR (array_agg(a.after ->> 'participants_count' ORDER BY a.id DESC))[1]
<> s.participants_count::text"""
ORPHANS = """SELECT a.id FROM audit_auditentry a WHERE a.record_type = 'consultation.session' AND a.kind IN ('i', 'u')
AND NOT EXISTS (SELECT 1 FROM consultation_session s WHERE s.id = a.record_id)"""


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

    def kill(self, only_child: bool = False) -> None:
        """SIGKILL to the whole group, or to one child of its first process alone."""
        assert self.process is not None
        from os import kill, killpg  # noqa: PLC0415 - beside their use, for they are sharp

        children = children_of(self.process.pid)
        if only_child and children:
            kill(children[-1], signal.SIGKILL)
            return
        killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Ledger:
    """What the writers were promised. Each writer appends to it under its own codes only."""

    attempted: set[str] = field(default_factory=set)
    # By code, the version that was acknowledged last: 1 entered, 2 corrected as well.
    acked: dict[str, int] = field(default_factory=dict)
    retried_count: int = 0
    found_done_count: int = 0
    faults: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """Enters one consultation after the other, and corrects every third."""

    def __init__(self, number: int, base: str, ledger: Ledger, stop: threading.Event):
        super().__init__(daemon=True)
        self.number, self.ledger, self.stop = number, ledger, stop
        self.browser = Browser(base)
        self.token = ""

    def run(self) -> None:
        try:
            self.persist(lambda: self.browser.sign_in(f"recorder{self.number}", PASSWORD))
            self.persist(self.take_token)
            count = 0
            while not self.stop.is_set():
                count += 1
                self.enter(f"KT-{self.number}-{count:06d}", correct=count % 3 == 0)
        except Exception as error:  # noqa: BLE001 - a writer that dies silently would prove nothing
            self.ledger.faults.append(f"writer {self.number}: {error!r}")

    def take_token(self) -> None:
        self.token = self.browser.form(NEW, "code")["csrfmiddlewaretoken"]

    def persist(self, work):
        """Do it again until an answer comes, as a person would; gives up after the longest outage."""
        deadline = time.monotonic() + LONGEST_OUTAGE_SECONDS
        while True:
            try:
                return work()
            except Gone:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def send(self, path: str, values: dict[str, str]) -> tuple[Answer, bool]:
        """The answer, and whether an earlier try may have been carried out. A 5xx is tried again like no answer."""
        tries = 0

        def once() -> Answer:
            nonlocal tries
            tries += 1
            answer = self.browser.post(path, values | {"csrfmiddlewaretoken": self.token})
            if answer.status >= 500:
                raise Gone(str(answer.status))
            return answer

        answer = self.persist(once)
        self.ledger.retried_count += tries > 1
        return answer, tries > 1

    def enter(self, code: str, *, correct: bool) -> None:
        values = {
            "code": code,
            "division": f"{village(self.number) // 1000:012d}",
            "topic": "楼道照明",
            "category": "facilities",
            "held_on": "2021-07-05",
            "participants_count": "12",
            "conclusion": "",
        }
        self.ledger.attempted.add(code)
        answer, in_doubt = self.send(NEW, values)
        was_there = in_doubt and answer.status == 422 and TAKEN in answer.text
        if not was_there and not (answer.status == 302 and "/consultation/session/" in answer.place):
            self.ledger.faults.append(f"{code}: {answer.status} {answer.place}")
            return
        self.ledger.acked[code] = 1
        self.ledger.found_done_count += was_there
        if correct and answer.status == 302:
            self.correct(code, f"{answer.place}edit/", values | {"participants_count": "13", "version": "1"})

    def correct(self, code: str, path: str, values: dict[str, str]) -> None:
        answer, in_doubt = self.send(path, values)
        # A second try of a correction that was carried out finds a newer version, and is told so.
        was_done = in_doubt and answer.status == 409
        if not was_done and answer.status != 302:
            self.ledger.faults.append(f"{code}: correction {answer.status}")
            return
        self.ledger.acked[code] = 2
        self.ledger.found_done_count += was_done


@dataclass
class Scene:
    """What is running, and how each part is killed and brought back."""

    cluster: Cluster
    application: Service
    worker: Service | None

    def victims(self) -> list[str]:
        return [
            "application",
            "its worker process",
            "database",
            "database, all processes",
            "one session of the database",
        ] + (["job worker"] if self.worker else [])

    def strike(self, victim: str) -> None:
        if victim == "application":
            self.application.kill()
            self.application.start()
        elif victim == "its worker process":
            self.application.kill(only_child=True)
        elif victim == "job worker":
            assert self.worker is not None
            self.worker.kill()
            self.worker.start()
        elif victim == "one session of the database":
            self.cluster.kill("backend")
        else:
            self.cluster.kill("all" if "all" in victim else "postmaster")
            self.cluster.wait_until_gone()
            self.cluster.start()

    def mend(self) -> None:
        """What a service manager does: a service that has ended is started again."""
        for service in (self.application, self.worker):
            if service is not None and not service.is_running():
                service.start()


def rounds(scene: Scene, ledger: Ledger, count: int, seed: int) -> list[tuple[str, float]]:
    """Kill `count` times. Gives each victim with the seconds until somebody's entry was acknowledged again."""
    chance = random.Random(seed)  # noqa: S311 - decides who dies, no secret
    outages = []
    for number in range(count):
        victims = scene.victims()
        victim = victims[number % len(victims)]
        wait_for_acks(scene, ledger, len(ledger.acked) + 3)
        time.sleep(chance.uniform(0.0, 0.3))
        struck = time.monotonic()
        scene.strike(victim)
        wait_for_acks(scene, ledger, len(ledger.acked) + 2)
        outages.append((victim, time.monotonic() - struck))
    return outages


def wait_for_acks(scene: Scene, ledger: Ledger, wanted: int) -> None:
    deadline = time.monotonic() + LONGEST_OUTAGE_SECONDS
    while len(ledger.acked) < wanted:
        if ledger.faults or time.monotonic() > deadline:
            tail = "\n".join(scene.application.log.read_text("utf-8", "replace").splitlines()[-20:])
            raise RuntimeError(f"Nobody's entries are acknowledged any more: {ledger.faults}\n{tail}")
        scene.mend()
        time.sleep(0.01)


def judge(database: Database, ledger: Ledger) -> list[str]:
    """Everything that is not as it must be, in words; an empty list is the proof, together with the figures."""
    there = dict(database.ask("SELECT code, version FROM consultation_session"))
    counts = database.count("consultation_session")
    halves, orphans = database.ask(HALVES), database.ask(ORPHANS)
    checks = {
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


def prepare(cluster: Cluster) -> None:
    cluster.start()
    for words in (["-m", "linli.config.cli", "migrate", "-v", "0"], ["-m", "ops.people", str(WRITERS)]):
        subprocess.run([sys.executable, *words], cwd=PROJECT, env=cluster.environment(), check=True)


def has_worker() -> bool:
    return any(Path(PROJECT / "linli").glob("**/management/commands/worker.py"))


def run(count: int, seed: int) -> int:
    ledger, stop = Ledger(), threading.Event()
    with clusters("killed") as [cluster]:
        prepare(cluster)
        port = free_port()
        worker = Service(cluster, "worker") if has_worker() else None
        scene = Scene(cluster, Service(cluster, "serve", "--port", str(port)), worker)
        writers = [Writer(number, f"http://127.0.0.1:{port}", ledger, stop) for number in range(WRITERS)]
        started = time.monotonic()
        try:
            scene.mend()
            for writer in writers:
                writer.start()
            outages = rounds(scene, ledger, count, seed)
            stop.set()
            for writer in writers:
                writer.join(LONGEST_OUTAGE_SECONDS + 5)
        finally:
            stop.set()
            for service in (scene.application, scene.worker):
                if service is not None and service.is_running():
                    service.kill()
        broken = judge(cluster, ledger) + judge_figures(cluster)
        pages = check_pages(cluster)
    report(ledger, outages, time.monotonic() - started, seed)
    print(f"pages: {pages}")
    for each in broken:
        print(f"BROKEN {each}")
    print("nothing lost, nothing half done" if not broken else "NOT SAFE")
    return 1 if broken or "Bad checksums:  0" not in pages else 0


def report(ledger: Ledger, outages: list[tuple[str, float]], seconds: float, seed: int) -> None:
    print(
        f"rounds {len(outages)}, acknowledged {len(ledger.acked)} entries and "
        f"{sum(version == 2 for version in ledger.acked.values())} corrections, in doubt and sent again "
        f"{ledger.retried_count} (of these found done {ledger.found_done_count}), {seconds:.0f} s, seed {seed}"
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
