"""Reads the source for ways of writing that have opened other systems; each finding names file and line."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FETCHERS = {"requests", "httpx", "urllib3", "aiohttp", "urllib.request", "http.client"}
REVIVERS = {"pickle", "marshal", "shelve", "dill", "yaml"}
# What opens nothing where it is: plain values between our own processes, over pipes that nobody else holds; and the readers of
# a measurement, which ask the server that the measurement itself started on this machine.
HARMLESS = {
    "linli/kernel/exchange/crew.py": "marshal revives objects",
    "linli/portal/bench/public.py": "http.client fetches addresses",
}


def findings(source: str) -> Iterator[str]:
    """What a reviewer would not let pass in a piece of source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _calls(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)


def _calls(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in {"extra", "RawSQL", "raw"}:
        yield f"{node.lineno}: {name}() takes SQL"
    for keyword in node.keywords:
        if keyword.arg is None and _mentions_request(keyword.value):
            yield f"{node.lineno}: **request… lets the caller choose the arguments"
    if name == "execute" and node.args and _mentions_request(node.args[0]):
        yield f"{node.lineno}: SQL from a request"
    if name in {"eval", "exec"}:
        yield f"{node.lineno}: {name}()"


def _mentions_request(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "request" for each in ast.walk(node))


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for name in names:
        if name in FETCHERS:
            yield f"{node.lineno}: {name} fetches addresses"
        if name in REVIVERS:
            yield f"{node.lineno}: {name} revives objects"


def of_the_project() -> list[str]:
    """Findings in everything that runs in the service."""
    found = []
    for path in sorted((PROJECT / "linli").rglob("*.py")):
        if "tests" not in path.parts:
            where = path.relative_to(PROJECT).as_posix()
            known = HARMLESS.get(where, "nothing is known")
            found += [f"{where}:{each}" for each in findings(path.read_text(encoding="utf-8")) if known not in each]
    return found
