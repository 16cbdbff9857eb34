"""Backing up while people work: one consistent snapshot of the database, the files kept beside it, and what proves both.

A backup is a folder: `database/` (pg_dump's directory format), `media/`, `manifest.json` and `SHA256SUMS`, which
`sha256sum -c` can check without this program. It appears whole or not at all. Keys are not in it unless asked for.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from linli.config import key_safe, postgres
from linli.config.keys import Place, SetupProblem

FORMAT = 1
MANIFEST, SUMS, SEALS = "manifest.json", "SHA256SUMS", "seals.log"
CHUNK = 1 << 20
# The dump is smaller than the database; the rest is for the manifest and for a system that goes on writing.
SPARE_BYTES = 64 << 20

# Names that no table has: a column called like the alias would be taken for the row.
_CONTENT = """SELECT count(*), coalesce(sum(
    ('x' || encode(substr(sha256(convert_to("whole row"::text, 'UTF8')), 1, 7), 'hex'))::bit(56)::bigint
), 0)::text FROM ONLY {table} AS "whole row" """
_TABLES = """SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2"""
# What guards the rows, counted: a restored database without its policies or triggers would look just as full. What the owner
# of a table may do goes without saying, and a table that nobody else may touch says it or not.
_GUARDS = """SELECT json_object_agg(kind, how_many) FROM (
    SELECT 'policies' AS kind, count(*) AS how_many FROM pg_policy
    UNION ALL SELECT 'forced', count(*) FROM pg_class WHERE relforcerowsecurity
    UNION ALL SELECT 'triggers', count(*) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'indexes', count(*) FROM pg_index WHERE indisvalid AND indrelid >= 16384
    UNION ALL SELECT 'constraints', count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'functions', count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'grants', count(*) FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'public'::regnamespace
      AND grantee <> relowner
) AS counted"""
_PLAIN_TEXT = (
    "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; "
    "SET bytea_output = 'hex'; SET search_path = ''; SET idle_in_transaction_session_timeout = 0"
)


def back_up(place: Place, folder: Path, passphrase: str | None = None) -> Path:
    """Write one backup into `folder` and give its path. Raises SetupProblem and leaves nothing when it cannot.

    With a passphrase the keys go in too, enciphered by it.
    """
    postgres.ensure(place)
    started = time.monotonic()
    moment = datetime.now(UTC)
    made = folder / f"linli-{moment:%Y%m%dT%H%M%SZ}"
    with place.locked("backup"), _private_files(), _disk_problems(folder):
        folder.mkdir(parents=True, exist_ok=True)
        draft = _fresh_draft(place, made)
        try:
            manifest = _dump_database(draft, place)
            manifest["files"] = copy_files(place.var / "media", draft / "media")
            _write(draft / SEALS, _seals_until(place, manifest["seal"]))
            manifest |= {"format": FORMAT, "made_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "linli": own_version()}
            manifest["keys"] = {"included": passphrase is not None, "needed": key_safe.fingerprints(place)}
            if passphrase is not None:
                _write(draft / key_safe.NAME, key_safe.seal(place, passphrase))
            manifest["seconds"] = round(time.monotonic() - started, 1)
            _write(draft / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            _write(draft / SUMS, _sums(draft).encode())
            _sync_folders(draft)
            draft.rename(made)
            _sync(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return made


def summary(made: Path) -> str:
    """What an operator wants to read, and to write down elsewhere, after a backup."""
    manifest = json.loads((made / MANIFEST).read_text("utf-8"))
    tables, files, keys = manifest["tables"], manifest["files"], manifest["keys"]
    needed = "、".join(keys["needed"])
    lines = [
        f"备份完成：{made}",
        f"  {len(tables)} 张表 {sum(each['rows'] for each in tables.values()):,} 行，附件 {files['count']} 个",
        f"  共 {in_megabytes(size_of(made))}，用时 {manifest['seconds']} 秒",
        f"  {SUMS} 的 SHA-256：{digest_of(made / SUMS)}（请另行记下，恢复前可以比对）",
        f"  密钥已用口令加密放入（{needed}）" if keys["included"] else f"  密钥不在备份里，须另行保管：{needed}",
    ]
    if files["vanished"]:
        lines.append(f"  备份期间有 {files['vanished']} 个附件被删除，没有备份到")
    if manifest["seal"] is not None:
        lines.append(f"  审计封存到第 {manifest['seal']} 号")
    return "\n".join(lines)


def own_version() -> str:
    try:
        return version("linli")
    except PackageNotFoundError:
        return "?"


def require_room(folder: Path, needed: int) -> None:
    """Refuse before anything is written when the disk of `folder` has not `needed` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupProblem(
            f"{folder} 所在的磁盘空间不够：最多需要 {in_megabytes(needed)}，只剩 {in_megabytes(free)}。"
            "没有写入任何文件。请清理磁盘，或把备份写到另一块磁盘。"
        )


def in_megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in files_in(folder))


def files_in(folder: Path) -> list[Path]:
    """The regular files below a folder, in order; links are neither followed nor kept."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents(connection: psycopg.Connection) -> dict[str, dict[str, Any]]:
    """Per table: how many rows a scan of the table finds, and a digest that does not depend on their order."""
    connection.execute(_PLAIN_TEXT)
    found = {}
    for schema, name in connection.execute(_TABLES).fetchall():
        query = sql.SQL(_CONTENT).format(table=sql.Identifier(schema, name))
        rows, digest = _only(connection.execute(query))
        found[f"{schema}.{name}"] = {"rows": rows, "digest": digest}
    return found


def guards(connection: psycopg.Connection) -> dict[str, int]:
    """How many policies, triggers, indexes … stand guard over the rows."""
    return _only(connection.execute(_GUARDS))[0]


def client_program(name: str) -> str:
    """One of PostgreSQL's client programs as the wheel has it; it runs as whoever calls."""
    return str(postgres.wheel_programs() / "bin" / name)


def run_client(name: str, *arguments: str, known: dict[str, str]) -> subprocess.Popen:
    """Start a client program connected as `known` says. The password is not among its arguments, which anybody can list."""
    to = {key: value for key, value in known.items() if key != "password"}
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": known.get("password", "")}
    command = [client_program(name), "--no-password", f"--dbname={conninfo.make_conninfo('', **to)}", *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish_client(name: str, process: subprocess.Popen) -> None:
    _out, complaint = process.communicate()
    if process.returncode:
        raise SetupProblem(f"{name} 失败（退出码 {process.returncode}）：\n{complaint.strip()[-2000:]}")


def copy_files(source: Path, target: Path) -> dict[str, int]:
    """Copy every regular file, safe on disk when this returns. One that is deleted meanwhile is left out and counted."""
    counted = {"count": 0, "bytes": 0, "vanished": 0}
    target.mkdir()
    for path in files_in(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            counted["vanished"] += 1
            copy.unlink(missing_ok=True)
            continue
        _sync(copy)
        counted["count"] += 1
        counted["bytes"] += copy.stat().st_size
    return counted


def _dump_database(draft: Path, place: Place) -> dict[str, Any]:
    """The dump, and counts and digests of the same snapshot: both see the one moment at which it was exported."""
    known = postgres.parameters(place)["owner"]
    with psycopg.connect(conninfo.make_conninfo("", **known)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (bytes_,) = _only(connection.execute("SELECT pg_database_size(current_database())"))
        require_room(draft, bytes_ + size_of(place.var / "media") + SPARE_BYTES)
        (snapshot,) = _only(connection.execute("SELECT pg_export_snapshot()"))
        options = ("--format=directory", "--compress=gzip:1", "--jobs=2", f"--snapshot={snapshot}")
        process = run_client("pg_dump", *options, f"--file={draft / 'database'}", known=known)
        try:
            manifest = {
                "database": {"name": known["dbname"], "bytes": bytes_},
                "server": _only(connection.execute("SHOW server_version"))[0],
                "tables": contents(connection),
                "guards": guards(connection),
                "migrations": _migrations(connection),
                "seal": _seal(connection),
            }
        except BaseException:
            process.kill()
            process.communicate()
            raise
        finish_client("pg_dump", process)
    return manifest


def _migrations(connection: psycopg.Connection) -> dict[str, str]:
    if _only(connection.execute("SELECT to_regclass('public.django_migrations')")) == (None,):
        return {}
    return dict(connection.execute("SELECT app, max(name) FROM public.django_migrations GROUP BY 1 ORDER BY 1"))


def _seal(connection: psycopg.Connection) -> int | None:
    """The number of the last seal of the audit, so that a backup can be placed in its order."""
    if _only(connection.execute("SELECT to_regclass('public.audit_seal')")) == (None,):
        return None
    return _only(connection.execute("SELECT max(number) FROM public.audit_seal"))[0]


def _seals_until(place: Place, last: int | None) -> bytes:
    """The seals that are kept outside the database, as far as the snapshot knows them: what it is checked against."""
    path = Path(os.environ.get("LINLI_SEALS_FILE") or place.var / "seals.log")
    lines = path.read_bytes().splitlines(keepends=True) if path.is_file() else []
    return b"".join(line for line in lines if (_number_of(line) or 0) <= (last or 0))


def _number_of(line: bytes) -> int | None:
    """None for a line that a crash cut short; it is kept, as its file keeps it."""
    try:
        return json.loads(line).get("number")
    except (ValueError, AttributeError):
        return None


def _only(cursor: psycopg.Cursor) -> Any:
    row = cursor.fetchone()
    assert row is not None
    return row


def _fresh_draft(place: Place, made: Path) -> Path:
    """The hidden folder in which the backup grows; what a killed backup of this clone left is removed."""
    mark = hashlib.sha256(place.keys["instance"].encode()).hexdigest()[:8]
    for left_over in made.parent.glob(f".linli-*.{mark}.new"):
        shutil.rmtree(left_over, ignore_errors=True)
    if made.exists():
        raise SetupProblem(f"{made} 已经存在：同一秒内已经做过一次备份。")
    draft = made.with_name(f".{made.name}.{mark}.new")
    draft.mkdir()
    return draft


@contextmanager
def _private_files() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _disk_problems(folder: Path) -> Iterator[None]:
    """A full disk or a folder of somebody else's, in words."""
    full = f"{folder} 所在的磁盘写满了，备份没有完成，已写的部分已删除。请清理磁盘，或把备份写到另一块磁盘。"
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SetupProblem(full) from error
        raise SetupProblem(f"不能把备份写到 {folder}：{error.strerror}。") from error
    except SetupProblem as problem:
        if re.search("No space left|Disk quota", str(problem)):
            raise SetupProblem(full) from problem
        raise


def _sums(draft: Path) -> str:
    return "".join(f"{digest_of(path)}  {path.relative_to(draft)}\n" for path in files_in(draft))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folders(draft: Path) -> None:
    for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
        _sync(folder)
