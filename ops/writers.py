"""People at work during the kill test: they enter, correct and import consultations, and note what they were promised."""

import re
import threading
import time
from dataclasses import dataclass, field

from ops.browser import Answer, Browser, Gone
from ops.people import PASSWORD, village

LONGEST_OUTAGE_SECONDS = 120
TAKEN = "该协商编号已经登记"
NEW, IMPORT = "/consultation/session/new/", "/consultation/session/import/"
ROWS = 60
HEADERS = "协商编号,区划代码,议题,类别,协商日期,参与人数,协商结论"
TAG = re.compile(r"<[^>]*>")
BUTTON = re.compile(r'action="([^"]+/(confirm|recheck)/)"')


@dataclass
class Ledger:
    """What the writers were promised. Each writer appends to it under its own codes only."""

    attempted: set[str] = field(default_factory=set)
    # By code, the version that was acknowledged last: 1 entered, 2 corrected as well.
    acked: dict[str, int] = field(default_factory=dict)
    # By number, whether a file of ROWS rows was acknowledged as taken in.
    files: dict[int, bool] = field(default_factory=dict)
    retried_count: int = 0
    found_done_count: int = 0
    faults: list[str] = field(default_factory=list)
    # How long after the last death somebody may still be without an answer. A slow machine is given more.
    patience_seconds: float = LONGEST_OUTAGE_SECONDS
    struck_at: float = 0.0

    def is_over(self, since: float) -> bool:
        """Whether one who has waited from `since` on, while things died, has waited too long (monotonic seconds)."""
        return time.monotonic() - max(since, self.struck_at) > self.patience_seconds


class Person(threading.Thread):
    """Signs in and works until told to stop. `work(count)` is one piece of work."""

    def __init__(self, number: int, base: str, ledger: Ledger, stop: threading.Event):
        super().__init__(daemon=True)
        self.number, self.ledger, self.stop = number, ledger, stop
        self.place = f"{village(number) // 1000:012d}"
        self.browser = Browser(base)
        self.token = ""

    def work(self, count: int) -> None:
        raise NotImplementedError

    def run(self) -> None:
        try:
            self.persist(lambda: self.browser.sign_in(f"recorder{self.number}", PASSWORD))
            self.persist(self.take_token)
            count = 0
            while not self.stop.is_set():
                count += 1
                self.work(count)
        except Exception as error:  # noqa: BLE001 - one who dies silently would prove nothing
            self.ledger.faults.append(f"person {self.number}: {error!r}")

    def take_token(self) -> None:
        self.token = self.browser.form(NEW, "code")["csrfmiddlewaretoken"]

    def persist(self, work):
        """Do it again until an answer comes, as a person would; gives up after the longest outage."""
        started = time.monotonic()
        while True:
            try:
                return work()
            except Gone:
                if self.ledger.is_over(started):
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


class Writer(Person):
    """Enters one consultation after the other, and corrects every third."""

    def work(self, count: int) -> None:
        self.enter(f"KT-{self.number}-{count:06d}", correct=count % 3 == 0)

    def enter(self, code: str, *, correct: bool) -> None:
        values = {
            "code": code,
            "division": self.place,
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


class Importer(Person):
    """Hands in one file after the other, which the job queue checks and takes in: all of its rows or none."""

    def work(self, count: int) -> None:
        codes = [f"KI-{count:04d}-{row:03d}" for row in range(ROWS)]
        rows = [f"{code},{self.place},楼道照明,公共设施,2021-07-05,12," for code in codes]
        data = "\n".join([HEADERS, *rows]).encode()
        page = self.persist(lambda: self.hand_in(f"{count}.csv", data))
        self.ledger.attempted.update(codes)
        self.ledger.files[count] = False
        if self.follow(page):
            self.ledger.files[count] = True
            self.ledger.acked |= dict.fromkeys(codes, 1)

    def hand_in(self, name: str, data: bytes) -> str:
        """A file whose answer was lost is handed in once more; one that nobody confirms writes nothing."""
        answer = self.browser.upload(IMPORT, {"csrfmiddlewaretoken": self.token}, name, data)
        if answer.status != 302:
            raise Gone(f"{answer.status} for an upload")
        return answer.place

    def follow(self, page: str) -> bool:
        """Look at the page again and again and press what it offers, until it says that the rows are in."""
        started = time.monotonic()
        while not self.ledger.is_over(started) and not self.stop.is_set():
            answer = self.persist(lambda: self.browser.get(page))
            if "写入 <b>" in answer.text and "已于" in answer.text:
                return True
            offered = dict((kind, path) for path, kind in BUTTON.findall(answer.text))  # noqa: C402 - turned round
            if offered:
                # With both, the last try failed: the file is checked anew.
                self.press(offered.get("recheck") or offered["confirm"])
            time.sleep(0.1)
        if not self.stop.is_set():
            said = " ".join(TAG.sub(" ", answer.text.partition("import-status")[2]).split())[:200]
            self.ledger.faults.append(
                f"{page}: not taken in {self.ledger.patience_seconds:.0f} s after the last death; it says: {answer.status} {said}"
            )
        return False

    def press(self, path: str) -> None:
        """An answer that was lost is found on the page; it is not pressed twice blindly."""
        try:
            self.browser.post(path, {"csrfmiddlewaretoken": self.token})
        except Gone:
            self.ledger.retried_count += 1
