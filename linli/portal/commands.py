"""The commands of the command line with their arguments, as the reference page lists them.

Commands of the apps are asked themselves. Those of the wiring above this app are asked as a user would ask, by `--help`.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

# Django gives these to every command.
EVERYWHERE = {action.dest for action in BaseCommand().create_parser("linli", "any")._actions}
_LINE = re.compile(r"^  ([a-z][a-z-]+)  +(\S.*)$", re.MULTILINE)
_OPTION = re.compile(r"^  (--[a-z-]+(?: [A-Z_]+)?)\s+(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """`arguments` are pairs of how it is written and what it means."""

    name: str
    summary: str
    arguments: tuple[tuple[str, str], ...]


def all_commands() -> Iterator[Command]:
    """In the order in which `linli --help` lists them."""
    apps = {name: app for name, app in get_commands().items() if app.startswith("linli.")}
    for name, summary in _LINE.findall(_help()):
        module = name.replace("-", "_")
        if module in apps:
            yield Command(name, summary, tuple(_arguments(load_command_class(apps[module], module))))
        else:
            own = () if name in get_commands() else tuple(_OPTION.findall(_help(name)))
            yield Command(name, summary, own)


def _arguments(command: BaseCommand) -> Iterator[tuple[str, str]]:
    for action in command.create_parser("linli", "any")._actions:
        if action.dest not in EVERYWHERE and action.help != argparse.SUPPRESS:
            yield _written(action), str(action.help or "")


def _written(action: argparse.Action) -> str:
    value = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"[{value}…]" if action.nargs == "*" else value
    return "、".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")


def _help(*name: str) -> str:
    """Plain and wide, whatever the terminal is."""
    plain = {"COLUMNS": "300", "NO_COLOR": "1", "PYTHON_COLORS": "0", "PYTHONIOENCODING": "utf-8"}
    arguments = [sys.executable, "-m", "linli.config.cli", *name, "--help"]
    asked = subprocess.run(
        arguments,
        cwd=settings.BASE_DIR,
        env=os.environ | plain,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return asked.stdout
