"""The way in and out: what an account's owner sees."""

import pytest
from django.utils import timezone

from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.jobs import worker
from linli.kernel.signin.middleware import TIMES
from linli.kernel.signin.models import Credential, Device
from linli.kernel.signin.queries import is_locked_out
from linli.kernel.signin.tests.conftest import code_of
from tests.cast import PASSWORD

NEW = "河边的槐树-Abc1"


def verbs():
    with scope.everything("a test reads the audit"):
        return [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="signin.").order_by("id")]


def test_sign_in_and_out_are_audited_at_the_place_of_the_unit(browser, hualong_officer):
    person = browser()
    person.sign_in("hualong", "不对的密码")
    person.sign_in("hualong")
    assert person.is_in()
    person.post("/sign-out/")

    assert not person.is_in()
    assert verbs() == ["signin.failed", "signin.signed_in", "signin.signed_out"]
    with scope.everything("a test reads the audit"):
        entry = AuditEntry.objects.get(verb="signin.signed_in")
    assert entry.division_id == 410902000000 * 1000
    assert entry.after == {"address": "203.0.113.7", "methods": ["password"]}
    assert entry.by_name == "华清和（hualong）"


def test_failure_is_kept_although_the_answer_is_a_refusal(browser, looking, city_clerk):
    from axes.models import AccessAttempt

    assert browser().sign_in("shi", "不对的密码").status_code == 422
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_sign_out_asks_for_a_form(browser, hualong_officer):
    person = browser()
    person.sign_in("hualong")

    assert person.get("/sign-out/").status_code == 405
    assert person.is_in()


def test_second_factor_is_asked_at_sign_in(browser, hualong_officer, enrolled):
    secret, person = enrolled(hualong_officer.user), browser()

    answer = person.sign_in("hualong")

    assert answer.headers["Location"] == "/sign-in/code/"
    assert not person.is_in()
    assert person.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    assert person.is_in()


def test_enrolment_leads_to_recovery_codes_each_good_once(browser, hualong_officer):
    person = browser()
    person.sign_in("hualong")
    page = person.get("/account/second-factor/")
    secret = page.context["form"].secret

    wrong = person.post("/account/second-factor/", {"code": "000000"})
    right = person.post("/account/second-factor/", {"code": code_of(secret)})

    assert (wrong.status_code, right.headers["Location"]) == (422, "/account/recovery-codes/")
    codes = person.get("/account/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for attempt, opens in ((codes[3], True), (codes[3], False)):
        other = browser()
        other.sign_in("hualong")
        other.post("/sign-in/code/", {"code": attempt})
        assert other.is_in() is opens


def test_secret_of_the_second_factor_is_not_readable_in_the_database(hualong_officer, enrolled, looking):
    from allauth.mfa.models import Authenticator

    secret = enrolled(hualong_officer.user)

    assert secret not in str(Authenticator.objects.get().data)


def test_second_factor_may_be_given_up_only_where_it_is_not_required(
    browser, hualong_officer, city_clerk, enrolled, strictly_settled
):
    for post, status in ((hualong_officer, 302), (city_clerk, 422)):
        strictly_settled(post.user)
        secret, person = enrolled(post.user), browser()
        person.sign_in(post.user.username)
        person.post("/sign-in/code/", {"code": code_of(secret)})
        person.post("/account/confirm/", {"password": PASSWORD})

        assert person.post("/account/second-factor/remove/").status_code == status


def test_changing_the_password_needs_the_old_one_and_ends_other_devices(browser, hualong_officer):
    here, there = browser(), browser("198.51.100.9")
    for person in (here, there):
        person.sign_in("hualong")
        assert person.is_in()

    wrong = here.post("/account/password/", {"oldpassword": "不对", "password1": NEW, "password2": NEW})
    key = here.session.session_key
    right = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert here.session.session_key != key
    assert (here.is_in(), there.is_in()) == (True, False)
    assert [device.address for device in here.get("/account/").context["devices"]] == ["203.0.113.7"]


@pytest.mark.parametrize(
    "password, words",
    [
        ("Ab1-短", "10"),
        ("onlysmallletters", "至少3种"),
        (PASSWORD, "最近用过"),
        ("Hualong-2021x", "账号"),
    ],
)
def test_weak_password_is_refused_in_words(password, words, browser, hualong_officer):
    person = browser()
    person.sign_in("hualong")

    page = person.post("/account/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})

    assert page.status_code == 422
    assert words in page.content.decode()


def test_last_passwords_do_not_come_back(browser, hualong_officer, settings):
    settings.LINLI_PASSWORD_HISTORY = 2
    person, chosen = browser(), [f"河边的槐树-Abc{number}" for number in range(4)]
    person.sign_in("hualong")
    now = PASSWORD
    for each in chosen:
        person.post("/account/password/", {"oldpassword": now, "password1": each, "password2": each})
        now = each

    def change(new):
        return person.post("/account/password/", {"oldpassword": now, "password1": new, "password2": new}).status_code

    assert (change(chosen[2]), change(chosen[0])) == (422, 302)


@pytest.fixture
def strictly_settled(settings, settled):
    """As `settled`, in an installation that holds people up."""
    settings.LINLI_STRICT_SIGN_IN = True
    return settled


@pytest.mark.parametrize("days, is_old", [(89, False), (91, True)])
@pytest.mark.usefixtures("looking")
def test_password_grows_old(days, is_old, browser, hualong_officer, strictly_settled):
    credential = strictly_settled(hualong_officer.user)
    credential.password_set_at = timezone.now() - timezone.timedelta(days=days)
    credential.save()
    person = browser()
    person.sign_in("hualong")

    assert (person.get("/").headers.get("Location") == "/account/password/") is is_old


def test_given_password_must_be_changed_first(browser, settings, hualong_officer, looking):
    from linli.kernel.signin import actions

    settings.LINLI_STRICT_SIGN_IN = True
    given = actions.give_password(hualong_officer.user, by=None, now=timezone.now())
    person = browser()
    person.sign_in("hualong", given)

    assert person.get("/consultation/session/").headers["Location"] == "/account/password/"
    assert (
        person.post("/account/password/", {"oldpassword": given, "password1": NEW, "password2": NEW}).status_code == 302
    )
    assert person.get("/account/").status_code == 200
    assert not Credential.objects.get().must_change


def test_device_can_be_signed_out_but_not_that_of_somebody_else(browser, hualong_officer, qingfeng_officer, looking):
    mine, other, stranger = browser(), browser("198.51.100.9"), browser()
    for person, name in ((mine, "hualong"), (other, "hualong"), (stranger, "qingfeng")):
        person.sign_in(name)
        assert person.is_in()
    theirs = Device.objects.get(user=qingfeng_officer.user).pk
    away = Device.objects.get(address="198.51.100.9").pk

    answers = [mine.post("/account/devices/end/", {"device": each}).status_code for each in (theirs, "1 or 1=1", away)]

    assert answers == [404, 404, 302]
    assert (mine.is_in(), other.is_in(), stranger.is_in()) == (True, False, True)


def test_all_other_devices_are_signed_out_at_once(browser, hualong_officer):
    people = [browser(f"198.51.100.{number}") for number in range(3)]
    for person in people:
        person.sign_in("hualong")
        assert person.is_in()

    people[0].post("/account/devices/end/")

    assert [person.is_in() for person in people] == [True, False, False]


@pytest.mark.parametrize(
    "since, seen, stays",
    [(0, 29 * 60, True), (0, 31 * 60, False), (11 * 3600, 60, True), (12 * 3600 + 60, 60, False)],
)
@pytest.mark.usefixtures("hualong_officer", "looking")
def test_session_ends_when_idle_or_old(since, seen, stays, browser):
    person = browser()
    person.sign_in("hualong")
    assert person.is_in()
    session = person.session
    began, last = session[TIMES]
    session[TIMES] = (min(began, last - seen) - since, last - seen)
    session.save()

    assert person.is_in() is stays
    assert Device.objects.exists() is stays


@pytest.mark.usefixtures("two_county_officer", "village_worker", "outsider", "looking")
@pytest.mark.parametrize("username", ["liangdi", "jingdong", "luren"])
def test_last_use_is_written_whatever_scope_comes_after(username, browser):
    person = browser()
    person.sign_in(username)
    person.get("/account/")
    session = person.session
    since, seen = session[TIMES]
    session[TIMES] = (since - 120, seen - 120)
    session.save()

    assert person.is_in()
    assert person.session[TIMES][1] >= seen


def test_unlocking_lets_the_owner_try_again(browser, hualong_officer, looking):
    from linli.kernel.signin import actions

    person = browser()
    for _try in range(6):
        person.sign_in("hualong", "不对的密码")
    assert person.sign_in("hualong").status_code == 429
    assert is_locked_out(hualong_officer.user)

    actions.unlock(hualong_officer.user, by=None)

    assert not is_locked_out(hualong_officer.user)

    assert person.sign_in("hualong").status_code == 302
    assert verbs().count("signin.locked") == 3
    assert "signin.unlocked" in verbs()


def test_devices_whose_session_is_over_are_forgotten(browser, hualong_officer, looking):
    from linli.kernel.signin import actions

    here, there = browser(), browser("198.51.100.9")
    for person in (here, there):
        person.sign_in("hualong")
        assert person.is_in()
    there.session.delete()

    assert actions.forget_ended_devices(timezone.now()) == 1
    assert Device.objects.get().address == "203.0.113.7"


def test_system_forgets_ended_devices_every_day(browser, hualong_officer, looking):
    person = browser()
    person.sign_in("hualong")
    person.session.delete()
    [each] = [one for one in worker.all_periodics() if one.run.__name__ == "forget_ended_devices"]

    assert (each.seconds, worker.run_due(each)) == (86_400, True)
    assert not Device.objects.exists()
