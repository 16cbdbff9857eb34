"""A village and a community that hold an election, everybody who has a part in it, and the steps that lead through it."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import Kind, Mode, Nominator, Office, RegistrationKind, Sex, TellerRole
from linli.domains.elections.models import Election, Station, Voter
from linli.domains.elections.rules.polling import Papers
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from tests.cast import give_role
from tests.factories import make

VILLAGE, COMMUNITY, OTHER = "410922100201", "410902001001", "410922100202"
DAY = date(2026, 12, 20)
ROLES = {
    "way_conduct": {"elections.conduct"},
    "way_review": {"elections.review"},
    "way_count": {"elections.count"},
    "way_declare": {"elections.declare", "elections.supervise"},
}
HELD = {
    "worker": ("way_conduct", VILLAGE),
    "neighbour": ("way_conduct", OTHER),
    "community": ("way_conduct", COMMUNITY),
    "discipline": ("way_review", "410900000000"),
    "police": ("way_review", "410900000000"),
    "one": ("way_count", "410900000000"),
    "two": ("way_count", "410900000000"),
    "three": ("way_count", "410900000000"),
    "township": ("way_declare", "410900000000"),
}
SURNAMES = "甘丰华路程连阅关南西东玉金第"


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def before(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.fixture
def in_scope(db):
    with transaction.atomic(), scope.everything("tests of elections"):
        yield


@pytest.fixture
def posts(tree, in_scope) -> SimpleNamespace:
    roles = {code: give_role(code, rights | {"elections.view"}) for code, rights in ROLES.items()}
    found = {}
    for name, (role, code) in HELD.items():
        unit, _made = Unit.objects.get_or_create(
            code=f"PDY-{name}", defaults={"name": f"{tree[code].name}{name}", "division": tree[code]}
        )
        user = User.objects.create(username=name, name=f"{name}某", password="!")
        post = Post.objects.create(user=user, unit=unit, role=roles[role], title=name, since=date(2019, 1, 1))
        post.divisions.set([tree[code]])
        found[name] = whole().get(pk=post.pk)
    return SimpleNamespace(**found)


@pytest.fixture
def sign_in(db, settings):
    settings.LINLI_TODAY = DAY.isoformat()

    def as_post(post):
        client = Client()
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client

    return as_post


@pytest.fixture
def way(tree, posts) -> "Way":
    return Way(tree, posts)


class Way:
    """Takes elections along their way, a step or several at a time."""

    def __init__(self, tree, posts):
        self.tree, self.posts = tree, posts

    def due(self, code=VILLAGE, kind=Kind.VILLAGERS):
        return make(Election, self.tree[code], kind=kind, round="2026-2027", due_on=date(2027, 2, 1), started_on=None)

    def planned(self, code=VILLAGE, kind=Kind.VILLAGERS, mode=Mode.ALL, **values):
        self.who = {VILLAGE: self.posts.worker, OTHER: self.posts.neighbour, COMMUNITY: self.posts.community}[code]
        given = {"head_count": 1, "member_count": 2 if kind == Kind.VILLAGERS else 4, **values}
        at = on(before(60))
        return actions.plan(self.due(code, kind), mode=mode, election_on=DAY, by=self.who, at=at, **given)

    def registering(self, *args, **values):
        election = self.planned(*args, **values)
        for number in range(9):
            actions.add_committee_member(
                election,
                name=f"{SURNAMES[number]}选",
                votes_count=90 - number,
                joined_on=before(50),
                is_head=number == 0,
                is_reserve=number > 6,
                by=self.who,
                at=on(before(50)),
            )
        election = actions.establish_committee(election, by=self.who, at=on(before(45)))
        return actions.open_registration(election, by=self.who, at=on(before(40)))

    def register(self, election, name="甘选民", **values):
        kind = RegistrationKind.LIVES if election.kind == Kind.VILLAGERS else RegistrationKind.HOME
        given = {"name": name, "kind": kind, "born_on": date(1888, 1, 1), "sex": Sex.MALE, **values}
        return actions.register_voter(election, by=self.who, at=on(before(30)), **given)

    def listed(self, *args, voters=20, posted=20, **values):
        election = self.registering(*args, **values)
        for number in range(voters):
            self.register(
                election,
                f"{SURNAMES[number % 14]}{'一二三四五六七八九十'[number // 14]}",
                sex=Sex.FEMALE if number % 3 == 0 else Sex.MALE,
                household=f"H{number}",
                speaks_for_household=True,
                is_representative=True,
            )
        return actions.post_list(election, posted_on=before(posted), by=self.who, at=on(before(posted)))

    def nominating(self, *args, **values):
        return actions.open_nomination(self.listed(*args, **values), by=self.who, at=on(before(14)))

    def nominate(self, election, voter, office=Office.MEMBER, **values):
        given = {"nominator": Nominator.PARTY, "nominated_on": before(13), **values}
        return actions.nominate(election, voter=voter, office=office, by=self.who, at=on(before(13)), **given)

    def posted(self, *args, **values):
        election = self.nominating(*args, **values)
        voters = list(Voter.objects.filter(election=election).order_by("number"))
        self.heads = [self.nominate(election, voter, Office.HEAD) for voter in voters[:2]]
        self.members = [self.nominate(election, voter) for voter in voters[2 : 3 + election.member_count]]
        election = actions.send_to_review(election, by=self.who, at=on(before(10)))
        for candidate in [*self.heads, *self.members]:
            actions.review(candidate, by=self.posts.discipline, at=on(before(9)))
        return actions.post_candidates(election, posted_on=before(5), by=self.who, at=on(before(5)))

    def polling(self, *args, **values):
        election = self.posted(*args, **values)
        election = actions.hold_meeting(election, meeting_on=before(2), by=self.who, at=on(before(2)))
        actions.add_station(election, name="中心会场", staff_count=5, by=self.who, at=on(before(2)))
        return actions.open_poll(election, held_on=DAY, by=self.who, at=on(DAY))

    def counting(self, *args, **values):
        election = self.polling(*args, **values)
        self.tellers(election)
        return actions.close_poll(election, by=self.who, at=on(DAY))

    def tellers(self, election):
        for role in TellerRole:
            actions.add_teller(election, role=role, name=f"{role.label}某", approved_on=DAY, by=self.who, at=on(DAY))

    def papers(self, election, returned, **values):
        entitled = queries.current_ballot(election).entitled_count
        usual = Papers(entitled, entitled, 0, returned, entitled - returned, returned, 0)
        return Papers(**{**vars(usual), **values})

    def enter(self, election, votes, returned=18, by="one", **values):
        station = Station.objects.filter(election=election).first()
        papers = self.papers(election, returned, **values)
        given = {str(candidate.pk): count for candidate, count in votes.items()}
        return actions.enter_result(
            election, station=station, papers=papers, votes=given, by=getattr(self.posts, by), at=on(DAY)
        )

    def usual_votes(self):
        """The first head and all but the last member have a majority of eighteen."""
        votes = {self.heads[0]: 12, self.heads[1]: 5}
        return votes | {candidate: 16 - number for number, candidate in enumerate(self.members)} | {self.members[-1]: 3}

    def agreed(self, *args, votes=None, returned=18, **values):
        election = self.counting(*args, **values)
        return self.count(election, votes or self.usual_votes(), returned)

    def count(self, election, votes, returned=18):
        self.enter(election, votes, returned, by="one")
        self.enter(election, votes, returned, by="two")
        return actions.agree(election, by=self.posts.township, at=on(DAY))

    def declared(self, *args, **values):
        return actions.declare(self.agreed(*args, **values), declared_on=DAY, by=self.posts.township, at=on(DAY))
