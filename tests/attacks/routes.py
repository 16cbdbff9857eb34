"""Every address of the system, with made-up values for its arguments, so that no route is forgotten."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# What a stranger may open, and nothing else: the way in, the files of the pages, and the check of a paper.
OPEN_TO_STRANGERS = {
    *("account_login", "account_logout", "outside_start", "openid_connect_callback"),
    *("verify", "verify_number"),
    *("public_find", "public_community", "public_posting", "public_power"),
    # Where residents take part: each takes one code or one question, counted by address.
    *("public_topic", "public_ask", "public_answers"),
}
VALUES = {
    "int": 987654321,
    "slug": "nothing",
    "str": "nothing",
    "path": "nothing",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


@dataclass(frozen=True)
class Route:
    """One address; `path` can be asked for, `view` is what answers."""

    name: str
    path: str
    view: object


def all_routes(urlconf: str | None = None) -> list[Route]:
    return list(_walk(get_resolver(urlconf), "/", ""))


def closed_routes(urlconf: str | None = None) -> list[Route]:
    """The routes that need a person who has signed in."""
    return [route for route in all_routes(urlconf) if route.name.rpartition(":")[2] not in OPEN_TO_STRANGERS]


def _walk(resolver: URLResolver, prefix: str, space: str):
    for entry in resolver.url_patterns:
        path = prefix + _filled(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            assert isinstance(entry, URLPattern)
            yield Route(f"{space}{entry.name or ''}", path, entry.callback)


def _filled(pattern) -> str:
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        for written in (f"<{kind}:{name}>", f"<{kind.replace('string', 'str')}:{name}>", f"<{name}>"):
            text = text.replace(written, str(VALUES.get(kind, "nothing")))
    return text.replace("^", "").replace("$", "")
