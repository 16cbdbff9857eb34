"""Attack classes that a walk over every route finds (7, 9, 19): a forgotten door, a forgotten token, a GET that writes."""

import re
import types

import pytest
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from tests.attacks.routes import all_routes, closed_routes

SECRETS = re.compile(r"argon2\$|pbkdf2_|md5\$|\$argon2id|(?<![0-9.])[1-9][0-9]{5}(18|19|20)[0-9]{9}[0-9Xx](?![0-9])")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Kept by the framework for every visitor, or the account of a refusal; they are no facts.
HARMLESS = ("django_session", "signin_", "axes_", "accounts_refus", "audit_auditentry")


def as_post(post, **kwargs) -> Client:
    client = Client(**kwargs)
    with scope.entered(scope.NOTHING):
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
    return client


def opened_to_strangers(urlconf=None) -> list[str]:
    """The routes that answer a stranger with anything but the way in."""
    client, found = Client(), []
    for route in closed_routes(urlconf):
        answer = client.get(route.path)
        if answer.status_code == 405:
            answer = client.post(route.path, {})
        if answer.status_code not in (302, 401, 403) or "sign-in" not in answer.headers.get("Location", "sign-in"):
            found.append(f"{route.name} {route.path} {answer.status_code}")
    return found


def test_a_stranger_is_sent_to_the_way_in_from_every_route(db):
    assert len(closed_routes()) > 150
    assert opened_to_strangers() == []


def leftover(request):
    return HttpResponse("trace")


def test_a_forgotten_door_would_be_found(db, settings):
    forgotten = types.ModuleType("forgotten_urls")
    forgotten.urlpatterns = [path("actuator/", leftover, name="leftover")]
    settings.ROOT_URLCONF = forgotten

    assert opened_to_strangers(forgotten) == ["leftover /actuator/ 200"]


def posts_without_token(client: Client, urlconf=None) -> list[str]:
    """The routes that act on a POST that no page of ours sent."""
    return [
        f"{route.name} {answer.status_code}"
        for route in all_routes(urlconf)
        if (answer := client.post(route.path, {"x": "1"})).status_code not in (302, 403, 404, 405)
        or (answer.status_code == 302 and "sign-in" not in answer.headers["Location"])
    ]


def test_a_post_without_token_does_nothing_on_any_route(city_clerk):
    assert posts_without_token(as_post(city_clerk, enforce_csrf_checks=True)) == []


def test_a_route_without_token_check_would_be_found(city_clerk, settings):
    from django.views.decorators.csrf import csrf_exempt

    careless = types.ModuleType("careless_urls")
    careless.urlpatterns = [path("api/", csrf_exempt(leftover), name="careless")]
    settings.ROOT_URLCONF = careless

    assert posts_without_token(as_post(city_clerk, enforce_csrf_checks=True), careless) == ["careless 200"]


def get_writes(client: Client, urlconf=None) -> list[str]:
    found = []
    for route in all_routes(urlconf):
        # The log holds 9000 statements, and all routes together have more.
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            client.get(route.path)
        found += [
            f"{route.name}: {query['sql'][:80]}"
            for query in queries.captured_queries
            if WRITES.match(query["sql"]) and not any(table in query["sql"] for table in HARMLESS)
        ]
    return found


def test_looking_changes_nothing_on_any_route(city_clerk):
    assert get_writes(as_post(city_clerk)) == []


def writing_view(request):
    from linli.kernel.accounts.models import User

    User.objects.filter(pk=request.user.pk).update(name="x")
    return HttpResponse("ok")


def test_a_look_that_writes_would_be_found(city_clerk, settings):
    careless = types.ModuleType("writing_urls")
    careless.urlpatterns = [path("touch/", writing_view, name="touch")]
    settings.ROOT_URLCONF = careless

    assert len(get_writes(as_post(city_clerk), careless)) == 1


def test_no_page_shows_a_hash_or_an_identity_number(city_clerk):
    client = as_post(city_clerk)
    told = [
        route.name
        for route in all_routes()
        if not (answer := client.get(route.path)).streaming and SECRETS.search(answer.content.decode(errors="replace"))
    ]
    assert told == []


@pytest.mark.parametrize("text", ["argon2$argon2id$v=19$x", "x 410901188001011234 y", "41090118800101123X"])
def test_a_hash_or_an_identity_number_would_be_seen(text):
    assert SECRETS.search(text)
