"""The memory that the system holds: shared pages counted once."""

from pathlib import Path

from linli.portal.bench.measuring import Line, Report


def measure(report: Report) -> None:
    """Of a running server with its database; told only while one runs."""
    held = {"server": 0, "postgres": 0}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            kind = _kind(command)
            if kind:
                rollup = (folder / "smaps_rollup").read_text()
                held[kind] += int(next(row.split()[1] for row in rollup.splitlines() if row.startswith("Pss:")))
        except (OSError, StopIteration):
            continue
    if held["server"]:
        report.section("内存")
        note = f"服务 {held['server'] / 1024:.0f}，PostgreSQL {held['postgres'] / 1024:.0f}"
        report.add(Line("服务与数据库合计", sum(held.values()) / 1024, "MB", 500, note=note))


def _kind(command: bytes) -> str:
    if b"granian" in command or b"linli serve" in command:
        return "server"
    return "postgres" if b"postgres" in command[:60] else ""
