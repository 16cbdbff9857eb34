"""The job worker beside the web workers."""

import os
import signal
import threading
import time

from linli.config import server


def test_program_is_known_to_run_while_web_workers_are_forked():
    """Without the guard the first fork that falls into the moment keeps `begin` waiting for as long as it lives."""
    begun: list[float] = []
    is_enough = threading.Event()
    keeper = threading.Thread(target=begin_again_and_again, args=(begun, is_enough))
    forked = []
    keeper.start()
    try:
        for _ in range(150):
            forked.append(fork_web_worker())
            time.sleep(0.001)
        is_enough.set()
        keeper.join(10)
        is_waiting = keeper.is_alive()
    finally:
        is_enough.set()
        for pid in forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        keeper.join()

    assert (is_waiting, len(begun) > 0) == (False, True)


def begin_again_and_again(begun, is_enough):
    while not is_enough.is_set():
        program = server.begin(["true"])
        program.wait()
        program.stdin.close()
        begun.append(program.pid)


def fork_web_worker():
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.pause()
    finally:
        os._exit(0)
