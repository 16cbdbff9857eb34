"""The command line: names, refusals and exit codes."""

import os
import socket
import subprocess
import sys

import pytest

from linli.config import cli, server
from linli.config.keys import PROJECT, SetupProblem


def test_help_lists_every_command_with_a_line_in_chinese(capsys):
    code = cli.main(["--help"])

    described = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line.startswith("  "))
    assert (code, {name for name in cli.NATIVE if not described.get(name, "").strip()}) == (0, set())


def test_commands_of_the_apps_are_found_under_dashes():
    names = {
        path.stem.replace("_", "-")
        for path in (PROJECT / "linli").rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }

    assert set(cli.management_commands()) == names


def test_every_command_of_the_apps_has_a_line_of_help():
    assert [name for name, line in cli.management_commands().items() if not line] == []


def test_unknown_command_names_the_nearest(capsys):
    code = cli.main(["start-databse"])

    assert (code, capsys.readouterr().err) == (
        2,
        "没有名为“start-databse”的命令。是不是 start-database、stop-database、database-status？\n",
    )


def test_unknown_command_that_is_near_to_none_points_to_the_list(capsys):
    code = cli.main(["xyzzy"])

    assert (code, capsys.readouterr().err) == (2, "没有名为“xyzzy”的命令。所有命令见 linli --help。\n")


def test_busy_port_is_refused_in_words():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SetupProblem, match="已被占用"):
        server.require_free("127.0.0.1", taken.getsockname()[1])


SAFE = {
    "LINLI_SECRET_KEY": "x" * 50,
    "LINLI_HOSTS": "linli.example.gov.cn",
    "LINLI_BASE_URL": "https://linli.example.gov.cn",
    "LINLI_KEY_FILE": "/etc/linli/personal.key",
}


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({}, ""),
        ({"DEBUG": "1"}, "正式环境不允许调试模式"),
        ({"LINLI_SECRET_KEY": "x" * 49}, "LINLI_SECRET_KEY"),
        ({"LINLI_HOSTS": ""}, "LINLI_HOSTS"),
        ({"LINLI_HOSTS": "*"}, "LINLI_HOSTS"),
        ({"LINLI_HOSTS": "linli.example.gov.cn,localhost"}, "LINLI_HOSTS"),
        ({"LINLI_KEY_FILE": ""}, "LINLI_KEY_FILE"),
        ({"LINLI_BASE_URL": "http://linli.example.gov.cn"}, "LINLI_BASE_URL"),
    ],
)
def test_production_refuses_what_only_a_demonstration_may_have(change, sentence):
    environment = {"PATH": os.defpath, "PYTHONUTF8": "1", **SAFE, **change}

    done = subprocess.run(
        [sys.executable, "-c", "import linli.config.settings.prod"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0, sentence in done.stderr) == (not sentence, True)
