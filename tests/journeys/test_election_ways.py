"""An election of each mode, from the plan to the archive, through the pages as each person sees them."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread

from linli.domains.elections.models import Election, Member
from linli.domains.residents.models import Household, Resident
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from tests.cast import PASSWORD, give_role, plant
from tests.factories import make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = date(2026, 12, 20)
COMMUNITY, VILLAGE = "410902001001", "410922100201"
VOTERS = 30
PEOPLE = {
    "worker": ({"conduct"}, ""),
    "police": ({"review"}, "公安"),
    "one": ({"count"}, ""),
    "two": ({"count"}, ""),
    "township": ({"declare", "supervise"}, ""),
}
WAYS = [(VILLAGE, "villagers", "all", 2), (COMMUNITY, "residents", "all", 4)]
WAYS += [(COMMUNITY, "residents", mode, 4) for mode in ("households", "representatives")]


def before(days):
    return DAY - timedelta(days=days)


@pytest.fixture
def site(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        yield from _served()


def _served():
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def furnish(code, kind):
    """A place with people in thirty households, and those who work at its election."""
    with transaction.atomic(), scope.everything("a house for an election"):
        tree = plant()
        for name, (verbs, office) in PEOPLE.items():
            place = tree[code] if name in ("worker", "one", "two") else tree["410900000000"]
            unit = Unit.objects.create(code=f"PDY-{name}", name=f"{place.name}{office or name}", division=place)
            role = give_role(f"way_{name}", {f"elections.{verb}" for verb in verbs | {"view"}})
            user = User.objects.create(username=name, name=f"{name}某", password=make_password(PASSWORD))
            post = Post.objects.create(user=user, unit=unit, role=role, title=name, since=date(2019, 1, 1))
            post.divisions.set([place])
        for number in range(1, VOTERS + 1):
            home = make(Household, tree[code], number=f"H{number:02d}")
            make(
                Resident,
                tree[code],
                name=f"甘{number:02d}",
                born_on=date(1888, 1, 1),
                sex="2" if number % 3 == 0 else "1",
                household=home,
                id_number=f"4109221888010{number:05d}",
            )
        return make(Election, tree[code], kind=kind, round="2026-2027", due_on=date(2027, 2, 1))


class Person:
    """Somebody at a browser, who does one deed after another on one election and notes what is wrong with a page."""

    def __init__(self, chromium, site, name, election):
        self.page = chromium.new_context(
            base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900}
        ).new_page()
        self.home = f"/elections/election/{election.pk}/"
        self.found = []
        self.page.on("pageerror", lambda error: self.found.append(str(error)))
        self.page.goto("/sign-in/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_load_state()

    def fill(self, values):
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]")
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(str(value))

    def send(self):
        self.page.click("main form.record-form button.btn-primary")
        self.page.wait_for_load_state()

    def do(self, deed, **values):
        """Do a deed as its page asks; it must be offered, and end on the election's page."""
        self.page.goto(self.home)
        self.page.click(f"main a[href$='/do/{deed}/']")
        self.fill(values)
        self.send()
        assert self.page.url.endswith(self.home), self.page.inner_text("main")[:600]

    def try_(self, deed, **values):
        """Do what will be refused; gives what the page says."""
        self.page.goto(f"{self.home}do/{deed}/")
        self.fill(values)
        self.send()
        return self.page.inner_text(".form-summary")

    def enter(self, votes, returned):
        self.page.goto(self.home)
        self.page.click("main a:has-text('录入中心会场')")
        papers = {"printed": 30, "issued": 30, "spare": 0, "returned": returned, "unreturned": 30 - returned}
        self.fill({**papers, "valid": returned, "void": 0})
        names = [each.get_attribute("name") for each in self.page.locator("[name^=votes_]").all()]
        self.fill(dict(zip(names, votes, strict=True)))
        self.send()
        assert self.page.url.endswith(self.home)

    def shown(self):
        self.page.goto(self.home)
        return self.page.inner_text("main")


@pytest.mark.parametrize(("code", "kind", "mode", "members"), WAYS)
def test_an_election_of_each_mode_from_plan_to_archive(site, chromium, settings, code, kind, mode, members):
    election = furnish(code, kind)
    at = lambda day: setattr(settings, "LINLI_TODAY", day.isoformat())  # noqa: E731 - the calendar on the wall
    at(before(60))
    worker, police, one, two, township = (Person(chromium, site, name, election) for name in PEOPLE)

    prepare(worker, at, mode, members)
    nominate(worker, police, at, members)
    votes = [20, 6, *range(19, 19 - members, -1), 2]
    poll(worker, one, two, township, at, votes)
    close(township, at)

    shown = township.shown()
    assert "已归档" in shown
    assert re.search(r"选票由.+封存至2029-12-2\d", shown)
    with transaction.atomic(), scope.everything("who was elected"):
        assert Member.objects.filter(election=election, left_on=None).count() == 1 + members
    assert [person.found for person in (worker, police, one, two, township)] == [[]] * 5


def prepare(worker, at, mode, members):
    """The plan, the election committee, the list of voters with its posting."""
    seats = {"head_count": 1, "deputy_count": 0, "member_count": members, "women_count": 1}
    worker.do("plan", mode=mode, election_on=DAY.isoformat(), **seats)
    lines = "\n".join(
        f"{name}选|{90 - index}{'|主任' if not index else ''}" for index, name in enumerate("丰华路程连阅关")
    )
    worker.do("choose_committee", joined_on=before(60).isoformat(), members=lines)
    worker.do("establish_committee")
    at(before(40))
    worker.do("open_registration")
    worker.do("register_residents")
    if mode != "all":
        worker.do("set_parts", is_representative="yes" if mode == "representatives" else "no", numbers=f"1-{VOTERS}")
    at(before(19))
    assert "第十七条" in worker.try_("post_list", posted_on=before(19).isoformat())
    at(before(20))
    worker.do("post_list", posted_on=before(20).isoformat())
    at(before(14))
    late = worker.try_("raise_objection", raised_by_name="丰某", text="漏登", raised_on=before(14).isoformat())
    assert "逾期的不予受理" in late


def nominate(worker, police, at, members):
    at(before(13))
    worker.do("open_nomination")
    for number in range(1, members + 4):
        office = "head" if number <= 2 else "member"
        given = {"voter": number, "office": office, "sex": "1", "nominator": "party"}
        worker.do("nominate", nominated_on=before(13).isoformat(), schooling="college", **given)
    worker.do("send_to_review")
    for _number in range(members + 3):
        police.page.goto(f"{police.home}do/review/")
        police.page.locator("[name=candidate]").select_option(index=1)
        police.send()
        assert police.page.url.endswith(police.home)
    at(before(5))
    worker.do("post_candidates", posted_on=before(5).isoformat())
    at(before(2))
    worker.do("hold_meeting", meeting_on=before(2).isoformat())
    worker.do("add_station", name="中心会场", staff_count=5)


def poll(worker, one, two, township, at, votes):
    """Two type the same form; one mistypes it first, which the comparison finds."""
    at(DAY)
    worker.do("open_poll", held_on=DAY.isoformat())
    worker.do("add_teller", role="counter", name="计某", approved_on=DAY.isoformat())
    worker.do("add_teller", role="watcher", name="监某", approved_on=DAY.isoformat())
    worker.do("close_poll")
    one.enter(votes, 28)
    two.enter([votes[0] - 1, *votes[1:]], 28)
    assert "两次录入不一致" in township.try_("agree")
    two.enter(votes, 28)
    township.do("agree")
    township.do("declare", declared_on=DAY.isoformat())
    assert "已被拒绝" not in township.shown()


def close(township, at):
    at(DAY + timedelta(days=8))
    township.do("hand_over", handed_over_on=(DAY + timedelta(days=8)).isoformat())
    township.do("seal_ballots", sealed_on=DAY.isoformat(), keeper="城关镇人民政府", packets_count=2)
    township.do("archive", archive_no="PDY-2026-1")
