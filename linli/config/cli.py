"""The `linli` command: starts what a command needs (database, settings), then runs it.

Commands of this file need no Django; all others are management commands of the apps, their underscores written as
dashes. Django's own commands work too, but are not listed.
"""

import argparse
import ast
import difflib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.errors import UndefinedTable

from linli.config import assets, backups, key_safe, postgres, restores, roles, server
from linli.config.keys import PROJECT, Place, SetupProblem

USAGE_ERROR = 2
# These work on tables, so they need the login that owns them.
OWNERS_COMMANDS = ("migrate", "showmigrations", "sqlmigrate")
LISTED_OF_DJANGO = {
    "check": "检查设置；check --deploy 检查能否用于正式环境",
    "migrate": "建立或更新数据库的表",
    "createsuperuser": "建立系统管理员账号",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command. The exit code is 0, 1 for a refusal, 2 for a wrong call."""
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    name, rest = arguments[0], arguments[1:]
    try:
        if name in NATIVE:
            return NATIVE[name][1](rest)
        return run_management_command(name, rest)
    except (SetupProblem, ImproperlyConfigured) as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read has enough, as `linli law | head` has; what is left in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def default_settings() -> str:
    """The reference city once it has been loaded into this clone, else the settings for development."""
    kind = "demo" if (Place().var / "demo.stamp").exists() else "dev"
    return f"linli.config.settings.{kind}"


def overview() -> str:
    described = {name: help_ for name, (help_, _) in NATIVE.items()} | LISTED_OF_DJANGO | management_commands()
    width = max(map(len, described))
    lines = [f"  {name.ljust(width)}  {described[name]}" for name in sorted(described)]
    return "\n".join(
        [
            "用法：linli 命令 [参数…]",
            "",
            "邻里：城乡社区治理工作系统。命令：",
            "",
            *lines,
            "",
            "查看一个命令的参数：linli 命令 --help",
        ]
    )


def management_commands() -> dict[str, str]:
    """The commands of the project's own apps, with their one line of help, under the names a user types."""
    modules = sorted(PROJECT.glob("linli/**/management/commands/[!_]*.py"))
    return {module.stem.replace("_", "-"): _help_of(module) for module in modules}


def _help_of(module: Path) -> str:
    """The first line of `help` in the class Command, read without running the module, so that `--help` is quick."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "help" for to in node.targets):
            texts = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            return str(texts[0]).strip().split("\n")[0] if texts else ""
    return ""


def _set_up() -> None:
    import django  # noqa: PLC0415 - slow import

    django.setup()


def run_management_command(name: str, rest: list[str]) -> int:
    """Run a management command as if typed, with the database running."""
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415 - slow import
    from django.db import ProgrammingError  # noqa: PLC0415 - slow import

    _set_up()
    apps = get_commands()
    known = {command.replace("_", "-"): command for command in apps}
    command = known.get(name, name)
    if command not in apps:
        return _unknown(name, [*NATIVE, *LISTED_OF_DJANGO, *management_commands()])
    if not {"-h", "--help"} & set(rest):
        postgres.ensure()
    owner = ["--database", "owner"] if command in OWNERS_COMMANDS and "--database" not in rest else []
    app = apps[command]
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    loaded.execute = _in_plain_words(loaded.execute)  # type: ignore[method-assign]
    try:
        loaded.run_from_argv(["linli", name, *owner, *rest])
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        raise SetupProblem("数据库里还没有所需的表。请先运行 make demo 或 linli migrate。") from error
    return 0


def _in_plain_words(execute: Callable) -> Callable:
    """Django puts the name of the exception before its message; people are shown the message alone."""
    from django.core.management import CommandError  # noqa: PLC0415 - slow import

    def run(*args: object, **options: object) -> object:
        try:
            return execute(*args, **options)
        except CommandError as error:
            print(error, file=sys.stderr)
            sys.exit(error.returncode)

    return run


def _unknown(name: str, names: list[str]) -> int:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"是不是 {'、'.join(near)}？" if near else "所有命令见 linli --help。"
    print(f"没有名为“{name}”的命令。{hint}", file=sys.stderr)
    return USAGE_ERROR


def parser(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"linli {name}", description=description)


def start_database(rest: list[str]) -> int:
    parser("start-database", NATIVE["start-database"][0]).parse_args(rest)
    if postgres.is_external():
        postgres.ensure()
        print("已设置 DATABASE_URL：使用外部数据库，连接正常。")
        return 0
    place = Place()
    started = postgres.Server(place).start()
    print(f"数据库{'已启动' if started else '正在运行'}：{place.data}")
    return 0


def stop_database(rest: list[str]) -> int:
    parser("stop-database", NATIVE["stop-database"][0]).parse_args(rest)
    if postgres.is_external():
        print("已设置 DATABASE_URL：外部数据库不由本系统停止。")
        return 0
    print("数据库已停止。" if postgres.Server(Place()).stop() else "数据库没有运行。")
    return 0


def database_status(rest: list[str]) -> int:
    """Exit code 0 when the database is running, else 1."""
    parser("database-status", NATIVE["database-status"][0]).parse_args(rest)
    if postgres.is_external():
        postgres.ensure()
        print("外部数据库，连接正常。")
        return 0
    place = Place()
    ready = postgres.Server(place).is_ready()
    print(f"数据库{'正在运行' if ready else '没有运行'}：{place.data}")
    return 0 if ready else 1


def sql_roles(rest: list[str]) -> int:
    command = parser("sql-roles", NATIVE["sql-roles"][0])
    command.add_argument("--name", default=postgres.DATABASE, help="数据库名，默认 linli")
    print(roles.script(command.parse_args(rest).name))
    return 0


def fetch_assets(rest: list[str]) -> int:
    parser("assets", NATIVE["assets"][0]).parse_args(rest)
    print("前端文件和字体已下载。" if assets.prepare() else "前端文件和字体已是最新。")
    return 0


def back_up(rest: list[str]) -> int:
    command = parser("backup", NATIVE["backup"][0])
    command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="备份存放的文件夹，默认 var/backups")
    command.add_argument("--with-keys", action="store_true", help="把密钥也放进备份，用口令加密")
    command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="从文件第一行读口令；默认在终端输入")
    given = command.parse_args(rest)
    place = Place()
    passphrase = key_safe.ask_passphrase(given.passphrase_file, twice=True) if given.with_keys else None
    made = backups.back_up(place, (given.folder or place.var / "backups").absolute(), passphrase)
    print(backups.summary(made))
    return 0


def restore(rest: list[str]) -> int:
    command = parser("restore", NATIVE["restore"][0])
    command.add_argument("folder", type=Path, metavar="FOLDER", help="一份备份的文件夹（linli-日期时间）")
    command.add_argument("--into", required=True, metavar="NAME", help="恢复成的数据库名")
    command.add_argument("--files-to", type=Path, metavar="FOLDER", help="附件放到哪里，默认 var/restored/数据库名")
    command.add_argument("--keys-to", type=Path, metavar="FILE", help="把备份里加密的密钥解开，写到这个文件")
    command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="从文件第一行读口令；默认在终端输入")
    command.add_argument("--replace", action="store_true", help="顶替已有数据的数据库（原库改名保留）")
    command.add_argument("--confirm", default="", metavar="NAME", help="与 --replace 同用：再写一次要顶替的数据库名")
    given = command.parse_args(rest)
    checks = ["migrate --check", *(each for each in ("check-figures", "verify-audit") if each in management_commands())]
    return restores.run(Place(), given, checks)


def serve(rest: list[str]) -> int:
    command = parser("serve", NATIVE["serve"][0])
    command.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    command.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    command.add_argument(
        "--workers", type=int, default=1, choices=range(1, 65), metavar="N", help="网页进程数，默认 1；每个处理器核一个"
    )
    given = command.parse_args(rest)
    if is_production() and (code := _check_first()):
        return code
    return server.run(Place(), given.host, given.port, workers=given.workers)


def is_production() -> bool:
    """Every settings module but the three of our own that are for other purposes."""
    return os.environ["DJANGO_SETTINGS_MODULE"].rpartition(".")[2] not in {"demo", "dev", "test"}


def _check_first() -> int:
    """A process of its own, so that the server does not carry Django twice."""
    done = subprocess.run([sys.executable, "-m", "linli.config.cli", "check", "--deploy"], cwd=PROJECT, check=False)
    if done.returncode:
        print("邻里没有启动：请先改正以上问题。", file=sys.stderr)
    return done.returncode


def run_demo(rest: list[str]) -> int:
    """Everything `make demo` does after the set-up, in one process so that a second start is quick."""
    command = parser("run-demo", NATIVE["run-demo"][0])
    command.add_argument("--prepare-only", action="store_true", help="只准备，不启动网页服务")
    command.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    given = command.parse_args(rest)
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings.demo"
    place = Place()
    if not given.prepare_only:
        server.require_free(server.HOME, given.port)
    if assets.prepare(place):
        print("前端文件和字体已下载。")
    postgres.ensure(place)
    _set_up()
    _migrate_and_load(place)
    server.collect_static(place)
    if given.prepare_only:
        print("演示系统已准备好。启动：linli serve")
        return 0
    sys.stdout.flush()
    # A fresh process: the server needs none of the memory that the preparation took.
    os.execv(sys.executable, [sys.executable, "-m", "linli.config.cli", "serve", "--port", str(given.port)])  # noqa: S606
    return 0


def _migrate_and_load(place: Place) -> None:
    from django.core.management import call_command, get_commands  # noqa: PLC0415 - slow import

    call_command("migrate", database="owner", interactive=False, verbosity=0)
    if "demo" in get_commands():
        call_command("demo")
        (place.var / "demo.stamp").touch()


def bench(rest: list[str]) -> int:
    """Measure the demo where it is loaded, then a city in a database of its own."""
    command = parser("bench", NATIVE["bench"][0])
    command.add_argument(
        "--size", choices=("demo", "small", "full"), default="full", help="demo 只测演示城市；默认 full"
    )
    command.add_argument("--keep", action="store_true", help="保留测速用的数据库")
    command.add_argument("--write", action="store_true", help="把结果写入 docs/benchmarks.md")
    given = command.parse_args(rest)
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings.bench"
    place = Place()
    postgres.ensure(place)
    _set_up()
    from linli.config import benchmark  # noqa: PLC0415 - Django must be set up first

    return benchmark.run(place, given.size, keep=given.keep, write=given.write)


NATIVE: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "bench": ("测速：与极限和同类相比，全部以同一次运行中的比值给出", bench),
    "assets": ("下载前端文件和字体（已有则跳过）", fetch_assets),
    "backup": ("备份数据库和附件；系统照常运行", back_up),
    "database-status": ("查看数据库是否在运行", database_status),
    "restore": ("把一份备份恢复成一个数据库，并逐项核对", restore),
    "run-demo": ("准备并启动演示系统（make demo 调用）", run_demo),
    "serve": ("启动网页服务，按 Ctrl-C 停止", serve),
    "sql-roles": ("打印外部数据库所需的角色脚本，交数据库管理员运行", sql_roles),
    "start-database": ("启动内置数据库（第一次会先建立）", start_database),
    "stop-database": ("停止内置数据库", stop_database),
}


if __name__ == "__main__":
    # `-m` would otherwise put the caller's folder on the path instead of the project's.
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    sys.exit(main())
