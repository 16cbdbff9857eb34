"""`linli bench`: the demo where it is loaded, then a city of the size asked for in a database of its own."""

import time
from functools import partial

from linli.config import scratch
from linli.config.keys import Place
from linli.portal.bench import demo, memory, report
from linli.portal.bench.city import SIZES
from linli.portal.bench.measuring import Report
from linli.portal.bench.run import measure


def run(place: Place, size: str, *, keep: bool, write: bool) -> int:
    """Exit code 0 when every limit holds, 1 otherwise."""
    started, found = time.perf_counter(), Report(partial(print, flush=True))
    facts: dict[str, str] = {}
    if (place.var / "demo.stamp").exists():
        demo.measure(found)
        memory.measure(found)
    if size in SIZES:
        with scratch.database(f"linli_bench_{size}", keep=keep):
            facts = measure(found, SIZES[size], place.project / "demo")
    minutes = (time.perf_counter() - started) / 60
    print(
        f"\n用时 {minutes:.1f} 分钟；超限 {len(found.failed)} 项：{'、'.join(line.name for line in found.failed) or '无'}"
    )
    if write:
        report.write(found, place.project / "docs" / "benchmarks.md", size=size, minutes=minutes, facts=facts)
    return 1 if found.failed else 0
