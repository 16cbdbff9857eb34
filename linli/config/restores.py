"""Bringing a backup back, and proving that what came back is what was backed up.

The backup's own files are checked before anything is touched. It is restored under a draft name, checked there, and
takes the wanted name last; a database that was there before is kept under another name.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from linli.config import backups, key_safe, postgres, roles
from linli.config.keys import PROJECT, Place, SetupProblem

DRAFT = "{name}_restoring"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_INDEXES = """SELECT DISTINCT n.nspname, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisvalid AND i.indpred IS NULL AND i.indnatts > 0
AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"""
# Every column that numbers itself, with the sequence it takes its numbers from.
_NUMBERED = """SELECT n.nspname, c.relname, a.attname, pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('int4'::regtype, 'int8'::regtype)
AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) IS NOT NULL"""


@dataclass(frozen=True)
class Finding:
    """One thing that was checked; `fault` says what is wrong, or is empty."""

    subject: str
    fault: str = ""


def run(place: Place, given: Namespace, commands: Iterable[str]) -> int:
    """`linli restore` with its arguments. The exit code is 0 when all came back and every check agrees."""
    folder, name, started = given.folder.absolute(), given.into, time.monotonic()
    keys = _open_keys(folder, given) if given.keys_to else None
    manifest = read_backup(folder)
    print(f"备份完好：{folder}（{manifest['made_at']}，{len(manifest['tables'])} 张表）")
    postgres.ensure(place)
    require_free_name(name, replace=given.replace, word=given.confirm)
    with place.locked("restore"):
        draft = pour(place, folder, name, manifest)
        print(f"已恢复到 {draft}，正在核对：", flush=True)
        passed = _tell([*verify(draft, manifest), *_run_checks(folder, draft, commands)])
        if not passed:
            print(f"核对没有通过：恢复的内容留在数据库 {draft}，{name} 没有改动。")
            return 1
        if kept := take_name(draft, name):
            print(f"原来的数据库改名为 {kept}，确认无误后可以删除。")
    _put_files(place, given, manifest)
    if keys is not None:
        key_safe.put_down(keys, given.keys_to)
        print(f"密钥写到 {given.keys_to}，请放回原处后删除。")
    if missing := missing_keys(place, manifest):
        print(f"注意：本机没有这份数据所用的密钥，或密钥不同：{'、'.join(missing)}。恢复密钥之前，加密的内容读不出来。")
    if manifest["seal"] is not None:
        print("数据库退回到了以前。投入使用之前，请运行：linli seal-audit --new-generation 恢复的原因")
    print(f"恢复完成：数据库 {name}，用时 {time.monotonic() - started:.1f} 秒。")
    return 0


def _tell(findings: Iterable[Finding]) -> bool:
    passed = True
    for finding in findings:
        print(f"  未通过  {finding.subject}：{finding.fault}" if finding.fault else f"  通过  {finding.subject}")
        passed = passed and not finding.fault
    return passed


def _put_files(place: Place, given: Namespace, manifest: dict[str, Any]) -> None:
    target = (given.files_to or place.var / "restored" / given.into).absolute()
    kept = restore_files(given.folder, target)
    print(f"附件 {manifest['files']['count']} 个放到 {target}" + (f"，原有的改名为 {kept}" if kept else ""))


def _open_keys(folder: Path, given: Namespace) -> dict[str, str]:
    """Before anything is touched, so that a wrong passphrase costs nothing."""
    sealed = folder / key_safe.NAME
    if not sealed.is_file():
        raise SetupProblem("这份备份里没有密钥（备份时没有用 --with-keys）。")
    return key_safe.unseal(sealed.read_bytes(), key_safe.ask_passphrase(given.passphrase_file, twice=False))


def read_backup(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is what it was. Otherwise SetupProblem names the first that is not."""
    sums = folder / backups.SUMS
    if not sums.is_file():
        raise SetupProblem(f"{folder} 不是完整的备份：没有 {backups.SUMS}。")
    try:
        lines = [line.split("  ", 1) for line in sums.read_text("utf-8").splitlines()]
        wanted = {name: digest for digest, name in lines}
    except (ValueError, UnicodeDecodeError) as error:
        raise SetupProblem(f"备份文件已损坏：{sums}。没有改动任何数据。") from error
    there = {str(path.relative_to(folder)) for path in backups.files_in(folder)} - {backups.SUMS}
    for name in sorted(there ^ set(wanted)):
        how = "缺少" if name in wanted else "多出"
        raise SetupProblem(f"备份不完整：{how}文件 {folder / name}。没有改动任何数据。")
    for name, digest in sorted(wanted.items()):
        if backups.digest_of(folder / name) != digest:
            raise SetupProblem(f"备份文件已损坏：{folder / name}（SHA-256 与备份时不同）。没有改动任何数据。")
    manifest = json.loads((folder / backups.MANIFEST).read_text("utf-8"))
    if manifest["format"] != backups.FORMAT:
        raise SetupProblem(
            f"这份备份的格式是 {manifest['format']}，本系统只认识 {backups.FORMAT}。请用做备份时的版本恢复。"
        )
    return manifest


def require_free_name(name: str, *, replace: bool, word: str) -> None:
    """Refuse to touch a database that holds anything, unless asked to in so many words."""
    if not _NAME.fullmatch(name):
        raise SetupProblem(f"数据库名“{name}”不合规：用小写字母开头，只含小写字母、数字和下划线，最多40个字符。")
    if not _holds_tables(name):
        return
    if not replace:
        raise SetupProblem(
            f"数据库 {name} 已经有数据，没有改动。换一个名称恢复：--into 另一个名称；"
            f"确要用备份顶替它，加上 --replace --confirm {name}（原库改名保留）。"
        )
    if word != name:
        raise SetupProblem(f"没有确认：--confirm 后面应当写明要顶替的数据库名 {name}。没有改动任何数据。")


def pour(place: Place, folder: Path, name: str, manifest: dict[str, Any]) -> str:
    """Restore a checked backup into a new database and give its name: the wanted one with an ending of its own."""
    if not postgres.is_external():
        backups.require_room(place.data, manifest["database"]["bytes"] + backups.SPARE_BYTES)
    draft = DRAFT.format(name=name)
    _make_empty(draft)
    _load(folder / "database", draft)
    return draft


def restore_files(folder: Path, target: Path) -> Path | None:
    """Put the backup's files at `target`; what was there is kept beside it, under the name given back."""
    draft = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    backups.copy_files(folder / "media", draft)
    kept = None
    if target.exists():
        kept = target.with_name(f"{target.name}.{_stamp()}")
        target.rename(kept)
    draft.rename(target)
    return kept


def verify(database: str, manifest: dict[str, Any]) -> list[Finding]:
    """Counts by scan and by index, digests, guards, sequences and rights, against the manifest."""
    with _connect(database) as connection:
        return examine(connection, manifest)


def examine(connection: psycopg.Connection, manifest: dict[str, Any]) -> list[Finding]:
    found = backups.contents(connection)
    return [
        _compare("表的行数和内容摘要", manifest["tables"], found),
        _compare("策略、触发器、索引、约束、函数与授权的数目", manifest["guards"], backups.guards(connection)),
        _compare("按索引数得的行数", _rows_of(found), _rows_of(found) | count_by_index(connection)),
        Finding("自动编号不落后于记录", "；".join(_late_numbers(connection))),
        Finding("应用登录不能改动行级安全的范围", _rights_fault(connection)),
    ]


def count_by_index(connection: psycopg.Connection) -> dict[str, int]:
    """Rows per table as an index finds them. A damaged visibility map or index shows here and not in a scan of the table."""
    connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
    counts = {}
    for schema, name in connection.execute(_INDEXES).fetchall():
        query = sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(schema, name))
        counts[f"{schema}.{name}"] = connection.execute(query).fetchall()[0][0]
    connection.execute("RESET enable_seqscan; RESET enable_bitmapscan")
    return counts


def missing_keys(place: Place, manifest: dict[str, Any]) -> list[str]:
    """Keys that the backup's data needs and this clone has not, wherever it keeps them."""
    here = set(key_safe.fingerprints(place).values())
    return [name for name, mark in manifest["keys"]["needed"].items() if mark not in here]


def _rows_of(tables: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {name: each["rows"] for name, each in tables.items()}


def _compare(subject: str, wanted: dict[str, Any], found: dict[str, Any]) -> Finding:
    differing = [name for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)]
    shown = [f"{name} 应为 {wanted.get(name)}，实为 {found.get(name)}" for name in differing[:5]]
    return Finding(subject, "；".join(shown) + (f"；共 {len(differing)} 处" if len(differing) > 5 else ""))


def _late_numbers(connection: psycopg.Connection) -> Iterator[str]:
    for schema, table, column, sequence in connection.execute(_NUMBERED).fetchall():
        query = sql.SQL("SELECT coalesce(max({column}), 0) > (SELECT last_value FROM {sequence}) FROM {table}").format(
            column=sql.Identifier(column),
            sequence=sql.SQL(sequence),
            table=sql.Identifier(schema, table),
        )
        if connection.execute(query).fetchall()[0][0]:
            yield f"{schema}.{table}.{column}"


def _rights_fault(connection: psycopg.Connection) -> str:
    query = "SELECT has_function_privilege(%s, 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')"
    if connection.execute(query, [roles.WEB]).fetchall() == [(False,)]:
        return ""
    return f"{roles.WEB} 可以执行 set_config：请先在这台服务器上运行 linli sql-roles 打印的脚本，再恢复一次。"


def _run_checks(folder: Path, database: str, commands: Iterable[str]) -> Iterator[Finding]:
    """The system's own checks, run by the system as it would run on the restored database."""
    known = {alias: {**to, "dbname": database} for alias, to in postgres.parameters().items()}
    urls = {"DATABASE_URL": "default", "DATABASE_OWNER_URL": "owner"}
    environment = os.environ | {name: conninfo.make_conninfo("", **known[alias]) for name, alias in urls.items()}
    # Seals made after the backup are not missing from it.
    environment["LINLI_SEALS_FILE"] = str(folder / backups.SEALS)
    for command in commands:
        words = [sys.executable, "-m", "linli.config.cli", *command.split()]
        done = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        last = (done.stdout + done.stderr).strip().splitlines()[-6:]
        yield Finding(
            f"linli {command}", "" if done.returncode == 0 else "；".join(last) or f"退出码 {done.returncode}"
        )


def _load(dump: Path, database: str) -> None:
    """All of the dump but rights on the server's own functions, which a superuser has already set for every database."""
    listed = subprocess.run(
        [backups.client_program("pg_restore"), "--list", str(dump)], capture_output=True, text=True, check=True
    ).stdout
    wanted = [line for line in listed.splitlines() if " ACL pg_catalog " not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as file:
        file.write("\n".join(wanted))
        file.flush()
        known = {**postgres.parameters()["owner"], "dbname": database}
        options = ("--exit-on-error", "--jobs=2", f"--use-list={file.name}", str(dump))
        backups.finish_client("pg_restore", backups.run_client("pg_restore", *options, known=known))
    with _connect(database) as connection:
        connection.execute("VACUUM (ANALYZE)")


@contextmanager
def _connect(database: str) -> Iterator[psycopg.Connection]:
    known = {**postgres.parameters()["owner"], "dbname": database}
    with psycopg.connect(conninfo.make_conninfo("", **known), autocommit=True) as connection:
        yield connection


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _holds_tables(name: str) -> bool:
    with _connect("postgres") as server:
        if not _exists(server, name):
            return False
    with _connect(name) as connection:
        found = connection.execute("SELECT 1 FROM pg_class WHERE relkind = 'r' AND oid >= 16384 LIMIT 1").fetchone()
    return found is not None


def _make_empty(name: str) -> None:
    with _connect("postgres") as server:
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for statement in roles.admission_statements(name):
            server.execute(statement)


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def take_name(draft: str, name: str) -> str | None:
    """Give the checked database its name. One with data that had it is renamed, its users being sent away first."""
    kept = None
    holds = _holds_tables(name)
    with _connect("postgres") as server:
        if holds:
            kept = f"{name}_before_{_stamp()}"
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
            server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
            _rename(server, name, kept)
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(kept)))
        else:
            _drop(server, name)
        _rename(server, draft, name)
    return kept


def _rename(server: psycopg.Connection, old: str, new: str) -> None:
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%d%H%M%S}"
