"""The embedded server as root and as anybody else: made, killed, started twice at once, moved."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from linli.config import postgres, roles
from linli.config.keys import Place, SetupProblem

pytestmark = pytest.mark.slow


def make_place():
    """A clone under a folder that nobody else can enter, and a system folder that everybody can."""
    closed, opened = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    opened.chmod(0o755)
    (closed / "clone").mkdir()
    made = Place(closed / "clone", opened / "system")
    yield made
    postgres.Server(made).stop()
    for folder in (closed, opened, made.socket_folder):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place():
    yield from make_place()


@pytest.fixture
def running(place):
    server = postgres.Server(place)
    server.start()
    return server


@pytest.fixture(scope="module")
def shared_place():
    yield from make_place()


@pytest.fixture(scope="module")
def shared(shared_place):
    """A running server for tests that leave it as it was."""
    server = postgres.Server(shared_place)
    server.start()
    return server


def ask(place: Place, statement: str, alias: str = "owner", **other: str):
    known = postgres.parameters(place, {})[alias] | other
    with psycopg.connect(conninfo.make_conninfo(**known), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_start_makes_the_server_and_a_second_start_leaves_it(place):
    server = postgres.Server(place)

    assert [server.start(), server.start()] == [True, False]


def test_start_changes_no_permission_above_the_clone(place):
    before = [stat.S_IMODE(folder.stat().st_mode) for folder in (place.project.parent, Path(tempfile.gettempdir()))]

    postgres.Server(place).start()

    after = [stat.S_IMODE(folder.stat().st_mode) for folder in (place.project.parent, Path(tempfile.gettempdir()))]
    assert (before, before[0]) == (after, 0o700)


def test_secrets_are_readable_by_their_owner_alone(shared):
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (shared.place.var / "secrets.json", shared.place.data, shared.place.socket_folder)
    ]

    assert modes == [0o600, 0o700, 0o700]


def test_server_listens_on_its_socket_only(shared):
    assert ask(shared.place, "SHOW listen_addresses") == [("",)]


def test_server_runs_as_nobody_in_particular_when_we_are_root(shared):
    owner = Path(f"/proc/{shared.running_pid()}").stat().st_uid

    assert (owner == 0, owner == os.geteuid()) == (False, os.geteuid() != 0)


@pytest.mark.parametrize("user", ["postgres", "linli_owner", "linli_web"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_no_login_is_let_in_without_its_password(shared, user, password):
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(shared.place, "SELECT 1", user=user, password=password)


def test_killed_server_starts_again_with_its_data(running):
    ask(running.place, "CREATE TABLE kept (id int)")
    ask(running.place, "INSERT INTO kept VALUES (7)")

    os.kill(running.running_pid(), signal.SIGKILL)

    assert (running.start(), ask(running.place, "SELECT id FROM kept")) == (True, [(7,)])


def test_stale_pid_file_whose_number_is_in_use_again_does_not_stop_a_start(running):
    content = (running.place.data / "postmaster.pid").read_text()
    running.stop()
    (running.place.data / "postmaster.pid").write_text(content.replace(content.split("\n", 1)[0], str(os.getpid()), 1))

    assert (running.start(), running.is_ready()) == (True, True)


def test_two_starts_at_once_make_one_server(place):
    servers = [postgres.Server(Place(place.project, place.system)) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda server: server.start(), servers))

    assert (sorted(started), len({server.running_pid() for server in servers})) == ([False, False, False, True], 1)


def test_half_made_cluster_is_made_anew(place):
    server = postgres.Server(place)
    server.make_folders()
    draft = place.postgres / "data.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18")

    assert (server.start(), ask(place, "SELECT 1")) == (True, [(1,)])


def test_idle_server_is_stopped_and_a_used_one_is_not(running):
    with psycopg.connect(conninfo.make_conninfo(**postgres.parameters(running.place, {})["owner"])):
        used = running.stop_when_idle()

    assert (used, running.stop_when_idle(), running.running_pid()) == (False, True, None)


@pytest.mark.skipif(os.geteuid() == 0, reason="以 root 运行时套接字在系统文件夹里，路径总是短的")
def test_long_path_puts_the_socket_in_a_private_folder_elsewhere(place):
    deep = Place(place.project / ("长" * 40) / "clone", place.system)
    deep.project.mkdir(parents=True)
    server = postgres.Server(deep)

    started = server.start()
    answer = ask(deep, "SELECT 1")
    server.stop()

    assert (started, answer, deep.socket_folder.parent) == (True, [(1,)], Path("/tmp"))  # noqa: S108 - where it must be
    shutil.rmtree(deep.socket_folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="只有以 root 运行时数据才在克隆之外")
def test_new_clone_at_the_same_path_gets_a_database_of_its_own(running):
    ask(running.place, "CREATE TABLE earlier (id int)")
    shutil.rmtree(running.place.var)
    renewed = Place(running.place.project, running.place.system)

    postgres.Server(renewed).start()

    found = ask(renewed, "SELECT to_regclass('earlier')::text")
    assert (found, renewed.postgres.with_suffix(".old").is_dir()) == ([(None,)], True)


def test_lost_secrets_are_reported_in_words(running):
    path = running.place.var / "secrets.json"
    path.write_text(path.read_text().replace(running.place.keys["postgres"], "other").replace("linli_web", "gone"))

    with pytest.raises(SetupProblem, match="缺少 linli_web"):
        postgres.Server(Place(running.place.project, running.place.system)).start()


def test_script_for_another_server_can_be_run_twice(shared):
    script = "\n".join(line for line in roles.script("elsewhere").split("\n") if not line.startswith("\\password"))
    command = [
        str(postgres._programs(shared.place) / "bin" / "psql"),
        *("-v", "ON_ERROR_STOP=1", "-h", str(shared.place.socket_folder), "-U", "postgres", "-d", "postgres"),
    ]
    environment = {"PGPASSWORD": shared.place.keys["postgres"], "PATH": os.defpath}

    codes = [subprocess.run(command, input=script.encode(), env=environment, check=False).returncode for _ in range(2)]

    assert (codes, ask(shared.place, "SELECT current_database()::text", "default", dbname="elsewhere")) == (
        [0, 0],
        [("elsewhere",)],
    )


def test_external_server_needs_both_logins():
    with pytest.raises(SetupProblem, match="DATABASE_OWNER_URL"):
        postgres.parameters(None, {"DATABASE_URL": "postgresql://linli_web@db/linli"})


def test_external_server_is_read_from_its_address():
    found = postgres.parameters(
        None,
        {
            "DATABASE_URL": "postgresql://linli_web:a%40b@db:5433/linli?sslmode=require",
            "DATABASE_OWNER_URL": "postgresql://linli_owner@db/linli",
        },
    )

    assert found["default"] == {
        "user": "linli_web",
        "password": "a@b",
        "host": "db",
        "port": "5433",
        "dbname": "linli",
        "sslmode": "require",
    }


def test_address_that_is_none_is_refused_in_words():
    with pytest.raises(SetupProblem, match="写法不对"):
        postgres.parameters(None, {"DATABASE_URL": "http://x", "DATABASE_OWNER_URL": "http://x"})
