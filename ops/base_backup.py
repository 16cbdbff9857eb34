"""A full base backup of the embedded cluster, from which a point in time can be reached with the archived log.

`.venv/bin/python -m ops.base_backup FOLDER`
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from linli.config import postgres
from linli.config.keys import Place, SetupProblem
from ops.clusters import base_backup


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ops.base_backup", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that the user who runs the server can enter")
    folder = parser.parse_args(arguments).folder.absolute()
    started = time.monotonic()
    try:
        if postgres.is_external():
            raise SetupProblem("已设置 DATABASE_URL：请在那台服务器上用它自己的 pg_basebackup 做全量基础备份。")
        server = postgres.Server(Place())
        server.start()
        target = folder / f"base-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        base_backup(server, target)
    except SetupProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"基础备份完成：{target}，用时 {time.monotonic() - started:.1f} 秒")
    return 0


if __name__ == "__main__":
    sys.exit(main())
