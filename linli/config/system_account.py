"""The unprivileged user under which the database server runs when we are root."""

import grp
import pwd
import shutil
import subprocess

from linli.config.keys import SetupProblem


def find() -> pwd.struct_passwd:
    """The unprivileged user that runs the server when we are root: `linli`, made when missing, or else `nobody`."""
    names = [entry.pw_name for entry in pwd.getpwall()]
    if "linli" not in names:
        _add()
    for name in ("linli", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupProblem("以 root 运行时需要一个普通用户来运行数据库，但既不能建立 linli，也没有 nobody。")


def _add() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return
    try:
        grp.getgrnam("linli")
        group = ["--gid", "linli"]
    except KeyError:
        group = ["--user-group"]
    subprocess.run(
        [
            program,
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            *group,
            "linli",
        ],
        check=False,
        capture_output=True,
    )
