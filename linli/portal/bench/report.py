"""The results as a page of the documentation: what was measured, on which machine, with which versions."""

import os
import platform
from pathlib import Path

import django
import psycopg
from django.db import connections

from linli.portal.bench.measuring import Report

HEAD = """# Benchmarks

Written by `make bench`; do not edit. Ratios compare two ways measured in the same run on the same machine. The names of the lines are
those that the command prints.

"""
VERDICTS = {True: "holds", False: "**missed**", None: ""}


def machine() -> dict[str, str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{pages / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "versions": f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {server}, psycopg {psycopg.__version__}",
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def write(report: Report, path: Path, *, size: str, minutes: float, facts: dict[str, str]) -> None:
    rows = [f"| {name} | {text} |" for name, text in {**machine(), **facts}.items()]
    lines = [HEAD, f"Size `{size}`, {minutes:.1f} minutes.\n", "| | |\n|---|---|", *rows, ""]
    for title, measured in report.sections.items():
        lines += [f"## {title}\n", "| measured | value | limit | verdict | how |", "|---|---:|---|---|---|"]
        lines += [
            f"| {each.name} | {each.value:,.3g} {each.unit} | {each.bound} | {VERDICTS[each.holds]} | {each.note} |"
            for each in measured
        ]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")
