"""A change of the tree is carried out by the queue; the page waits for it, not the request."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import ChangeSet, Division
from linli.kernel.jobs.models import Job, State
from linli.portal.divisions import actions
from linli.portal.tests.test_division_pages import next_year, steps  # noqa: F401 - a fixture
from tests.cast import NOW, TODAY, give_role, permissions
from tests.workers import settled, work_off


@pytest.fixture
def changer(own_database, settings):
    """Somebody who may change the tree of the city, where commits are real and jobs wait for a worker."""
    settings.LINLI_JOBS_AT_ONCE = False
    with transaction.atomic(), scope.everything("a test gives a role"):
        give_role("changer", {*permissions(), "divisions.change"}, "区划经办")
    return settled("changer", "410900000000")


@pytest.fixture
def tree(changer):
    with transaction.atomic(), scope.everything("look"):
        return {place.short_code: place for place in Division.objects.select_related("parent").order_by("code")}


@pytest.fixture
def browser(changer):
    client = Client()
    with transaction.atomic(), scope.entered(scope.NOTHING):
        client.force_login(changer.user)
        session = client.session
        session[SESSION_KEY] = changer.pk
        session.save()
    return client


@pytest.fixture
def confirmed(browser, next_year):  # noqa: F811
    made = browser.post(reverse("portal:division_changes"), {"file": next_year}, follow=True).context["made"]
    steps(browser, made.pk, ("accept", {}), ("confirm", {"on": TODAY.isoformat()}))
    return made


def state_of(made):
    with transaction.atomic(), scope.everything("look"):
        return ChangeSet.objects.get(pk=made.pk).state


def test_page_shows_how_far_it_is_and_then_what_was_done(browser, confirmed):
    page = reverse("portal:division_change", args=[confirmed.pk])
    shown = steps(browser, confirmed.pk, ("apply", {}))
    part = browser.get(page, headers={"HX-Request": "true"})

    assert "排队中" in shown.content.decode()
    assert ("排队中" in part.content.decode(), "<html" in part.content.decode()) == (True, False)
    assert state_of(confirmed) == "confirmed"

    work_off()
    assert browser.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "执行完毕" in browser.get(page).content.decode()
    assert state_of(confirmed) == "applied"


def test_two_presses_ask_for_one_job(browser, confirmed):
    steps(browser, confirmed.pk, ("apply", {}), ("apply", {}))

    with transaction.atomic(), scope.everything("look"):
        assert Job.objects.filter(name="divisions.apply").count() == 1


def test_what_the_change_refuses_is_said_by_the_job(browser, confirmed, changer):
    steps(browser, confirmed.pk, ("apply", {}))
    with transaction.atomic(), scope.entered(changer.scope):
        actions.discard(ChangeSet.objects.get(pk=confirmed.pk), by=changer, at=NOW)
    work_off()

    with transaction.atomic(), scope.everything("look"):
        asked = Job.objects.get(name="divisions.apply")
    assert asked.state == State.FAILED
    assert asked.note
