"""The form in which names and addresses are searched, computed by the database, so that no way of writing can miss it."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, Replace, Upper


class Normalised(Func):
    """Full-width as half-width (NFKC). Immutable in PostgreSQL, so it may stand in a generated column."""

    function = "normalize"
    template = "%(function)s(%(expressions)s, NFKC)"
    output_field = models.TextField()


def searchable(*names: str, **kwargs: Any) -> models.GeneratedField:
    """Capitals, no spaces, NFKC, of the named fields one after the other. Search it with `startswith_leakproof`."""
    text = models.TextField()
    joined: Any = F(names[0]) if len(names) == 1 else Concat(*map(F, names), output_field=text)
    capitals = Upper(Normalised(joined), output_field=text)
    plain = Replace(capitals, Value(" "), Value(""), output_field=text)
    return models.GeneratedField(expression=plain, output_field=text, db_persist=True, **kwargs)
