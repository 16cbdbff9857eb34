"""Processes that take blocks of rows apart beside us: for files so large that one core is not enough.

Each is started with this file's `serve`, reads a task and then blocks from its standard input, and ends when that
closes: with us, however we end. Between us pass only plain values.
"""

import gc
import marshal
import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

from linli.kernel.exchange.formats import Format, Layout, Outcome
from linli.kernel.exchange.sources import Block, Opener
from linli.kernel.exchange.workbooks import Fault, WorkbookRefused

PROJECT = Path(__file__).resolve().parents[3]
AHEAD = 2
LIFE = "import django; django.setup(); from linli.kernel.exchange.crew import serve; serve()"


@dataclass
class Task:
    """All that is needed to make staged lines of a block."""

    upload_id: int
    register: str
    format: str
    layout: Layout
    prepared: dict[str, Any]
    opener: Opener

    def rows(self, block: Block) -> list:
        first = self.layout.first_row
        rows = self.opener(block)
        return rows if block.before >= first else [row for row in rows if row.number >= first]


def size() -> int:
    """As many as there are processors, but three at most: the database needs them too."""
    return max(1, min(3, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


def read_apart(task: Task, blocks: Iterable[Block]) -> Iterator[tuple[Block, Outcome]]:
    """Blocks and what they came to, in the order of the blocks. Raises WorkbookRefused."""
    hands = [_Hand(task) for _number in range(size())]
    pools = [ThreadPoolExecutor(1) for _hand in hands]
    waiting: deque = deque()
    try:
        for number, block in enumerate(blocks):
            turn = number % len(hands)
            waiting.append((block, pools[turn].submit(hands[turn].ask, block)))
            if len(waiting) > AHEAD * len(hands):
                done, answer = waiting.popleft()
                yield done, answer.result()
        while waiting:
            done, answer = waiting.popleft()
            yield done, answer.result()
    finally:
        for hand in hands:
            hand.end()
        for pool in pools:
            pool.shutdown(cancel_futures=True)


class _Hand:
    """One process, and our end of its pipes."""

    def __init__(self, task: Task):
        command = [sys.executable, "-c", LIFE]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT)
        columns = {str(index): name for index, name in task.layout.columns.items()}
        layout = (task.layout.sheet, task.layout.header_row, task.layout.first_row, columns)
        self._send((task.upload_id, task.register, task.format, layout, task.prepared, astuple(task.opener)))

    def _send(self, value: Any) -> None:
        assert self._process.stdin is not None
        _write(self._process.stdin, value)

    def ask(self, block: Block) -> Outcome:
        self._send((block.before, block.last, block.data))
        assert self._process.stdout is not None
        found = _read(self._process.stdout)
        if found is None:
            raise RuntimeError("A process that reads an upload ended before its time.")
        if "refused" in found:
            raise WorkbookRefused(*found["refused"])
        faults = [Fault(*fault) for fault in found["faults"]]
        return Outcome([found["text"]] if found["count"] else [], faults, found["notices"], found["count"])

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _write(pipe: IO[bytes], value: Any) -> None:
    data = marshal.dumps(value)
    try:
        pipe.write(struct.pack("<Q", len(data)) + data)
        pipe.flush()
    except BrokenPipeError as error:
        raise RuntimeError("A process that reads an upload is gone.") from error


def _read(pipe: IO[bytes]) -> Any:
    head = pipe.read(8)
    if len(head) < 8:
        return None
    data = pipe.read(struct.unpack("<Q", head)[0])
    return marshal.loads(data)  # noqa: S302 - from our own process


def serve() -> None:
    """The life of such a process."""
    # Rows are many small objects without cycles: looking for those costs a sixth of the time.
    gc.freeze()
    gc.disable()
    given, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever prints must not end up among the answers.
    os.dup2(2, 1)
    upload_id, register, format_code, layout, prepared, opener = _read(given)
    sheet, header_row, first_row, columns = layout
    found = Layout(sheet, header_row, first_row, {int(index): name for index, name in columns.items()})
    task = Task(upload_id, register, format_code, found, prepared, Opener(*opener))
    read = _format(register, format_code).reader(upload_id, found, prepared)
    while (block := _read(given)) is not None:
        before, last, data = block
        _write(answers, _answer(task, read, Block(before, last, data, 0)))


def _answer(task: Task, read: Any, block: Block) -> dict[str, Any]:
    try:
        outcome = read(task.rows(block))
    except WorkbookRefused as refusal:
        return {"refused": (refusal.code, refusal.message, refusal.remedy)}
    return {
        "text": "".join(outcome.lines).encode(),
        "count": outcome.count,
        "faults": [astuple(fault) for fault in outcome.faults],
        "notices": outcome.notices,
    }


def _format(register: str, code: str) -> Format:
    from linli.kernel.exchange.spec import get_spec  # noqa: PLC0415 - the apps are ready only now

    return next(form for form in get_spec(register).formats if form.code == code)
