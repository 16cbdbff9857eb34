"""Attack classes that are shut out by how the code is written (3, 4, 5, 18, 22), and that the reader of sources would see them."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from linli.kernel.divisions import scope
from tests.attacks import sources


def test_no_source_opens_a_known_door():
    assert sources.of_the_project() == []


@pytest.mark.parametrize(
    "source",
    [
        "Session.objects.extra(where=[text])",
        "queryset.annotate(x=RawSQL(text, []))",
        "Session.objects.raw(text)",
        "Session.objects.filter(**request.GET.dict())",
        "queryset.annotate(**dict(request.POST))",
        "cursor.execute(f'SELECT {request.GET[0]}')",
        "import requests",
        "from urllib.request import urlopen",
        "import pickle",
        "eval(text)",
    ],
)
def test_a_known_door_would_be_seen(source):
    assert list(sources.findings(source))


def stacked() -> None:
    with transaction.atomic(), scope.everything("attack"), connection.cursor() as cursor:
        cursor.execute("SELECT 1 WHERE %s = 'a'; RESET ROLE; SELECT 2", ["a"])


def test_a_stacked_statement_is_refused(db):
    with pytest.raises(DatabaseError, match="multiple commands"):
        stacked()


def test_without_binding_on_the_server_it_would_run(own_database):
    options = connections["default"].settings_dict["OPTIONS"]
    connections["default"].close()
    options["server_side_binding"] = False
    try:
        stacked()
    finally:
        options["server_side_binding"] = True
        connections["default"].close()


def test_sessions_are_json_and_signed():
    serializer = getattr(settings, "SESSION_SERIALIZER", "")
    assert serializer == "django.contrib.sessions.serializers.JSONSerializer"
