"""Elections of Hualong in each mode, every one at another point of its way, and those of the same round that have not begun.

The round is not that of 2020–2021, whose figures the city's letter quotes: places whose size was changed elect early.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import Kind, Mode, Nominator, Office, RegistrationKind, Schooling, Sex, TellerRole
from linli.domains.elections.models import Candidate, Election, Station, Voter
from linli.domains.elections.records import ELECTION
from linli.domains.elections.rules.polling import Papers
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange import writes

from .telling import ago, doing

ROUND = "2021规模调整"
DONE, OBJECTED, OVER = "410902101206", "410902101208", "410902101204"  # 高庄村、石佛店村、瓦屋村
REGISTERING, COUNTING = "410902001001", "410902001002"  # 京东社区、玉北社区: the two that have residents' files
NOMINATED, PLANNED, AGAIN = "410902001006", "410902001007", "410902001009"  # 滨河社区、南里商社区、京西社区
VILLAGES, COMMUNITIES = (DONE, OBJECTED, OVER), (REGISTERING, COUNTING, NOMINATED, PLANNED, AGAIN)
NOT_BEGUN = ("410902001011", "410902001012", "410902101207", "410902101221")
SURNAMES, NUMERALS, LAST = "甘丰华路程连阅关南西东玉金第", "一二三四五六七八九十", "禾苗田川"
TELLERS = ("连公正", "阅选举", "华平安")  # in the order of TellerRole


@dataclass(frozen=True)
class People:
    """Who does what in the elections of a township: conducts, reviews, types the forms, and announces."""

    conductor: Post
    reviewer: Post
    typists: tuple[Post, Post]
    overseer: Post


@dataclass(frozen=True)
class Plan:
    """How one place votes. `day` is the election day, in days before the present; below zero it is still to come."""

    place: str
    mode: str
    day: int
    members: int
    voters: int


def tell(posts: dict[str, Post], at: datetime) -> None:
    """Register the round, then lead each election as far as it has come."""
    county = posts["hl-county"]
    street = People(
        posts["zyl-street"],
        posts["hl-review"],
        (posts["zyl-street"], posts["zyl-election"]),
        posts["zyl-election"],
    )
    town = People(posts["yc-town"], posts["hl-review"], (posts["yc-town"], county), county)
    with doing(county) as by:
        for place in (*VILLAGES, *COMMUNITIES, *NOT_BEGUN):
            _register(place, by, at)
    _finished(Way(Plan(DONE, Mode.ALL, 44, 2, 24), town, at))
    _objected(Way(Plan(OBJECTED, Mode.ALL, -18, 2, 14), town, at))
    _handed_over(Way(Plan(OVER, Mode.ALL, 12, 4, 20), town, at))
    Way(Plan(REGISTERING, Mode.HOUSEHOLDS, -26, 4, 0), street, at).registering()
    _disagreeing(Way(Plan(COUNTING, Mode.REPRESENTATIVES, 0, 4, 0), street, at))
    Way(Plan(NOMINATED, Mode.HOUSEHOLDS, -4, 4, 14), street, at).posted()
    Way(Plan(PLANNED, Mode.ALL, -52, 4, 0), street, at).planned()
    _again(Way(Plan(AGAIN, Mode.ALL, 1, 4, 22), street, at))


def _register(place: str, by: Post, at: datetime) -> None:
    division = get_division(place)
    values = {
        "division": division,
        "round": ROUND,
        "kind": Kind.VILLAGERS if division.village_kind == Kind.VILLAGERS else Kind.RESIDENTS,
        "term_ended_on": None,
        "due_on": date(at.year, 9, 30),
        "started_on": None,
        "completed_on": None,
    }
    writes.create(ELECTION, values, by=by, at=ago(at, 110))


def _finished(way: "Way") -> None:
    """Everything is done, down to the archive."""
    way.declared([14, 6, 17, 13, 5], returned=22)
    day = way.plan.day
    with doing(way.people.overseer) as by:
        election = way.election()
        on = ago(way.at, day - 8)
        actions.seal_ballots(election, sealed_on=on.date(), keeper="岳村镇人民政府", packets_count=2, by=by, at=on)
        actions.hand_over(election, handed_over_on=on.date(), by=by, at=on)
        complaint = actions.complain(
            election,
            text="有村民反映投票当天会场外有人散发物品，请核查。",
            received_on=ago(way.at, day - 3).date(),
            by=by,
            at=on,
        )
        actions.answer_complaint(
            complaint,
            outcome="dismissed",
            answer="经走访三名村民和查看会场记录，散发的是防汛宣传页，与选举无关。",
            by=by,
            at=ago(way.at, day - 12),
        )
        actions.archive(way.election(), archive_no="PDY-2021-01", by=by, at=ago(way.at, day - 15))
        actions.complete(way.election(), completed_on=on.date(), by=by, at=ago(way.at, day - 15))


def _objected(way: "Way") -> None:
    """The list hangs on the board; one objection was decided, another waits."""
    election = way.listed()
    with doing(way.people.conductor) as by:
        decided = actions.raise_objection(
            election,
            raised_by_name="丰八川",
            text="名单上没有我的名字，我的户口在本村。",
            raised_on=ago(way.at, 2).date(),
            by=by,
            at=ago(way.at, 2),
        )
        actions.decide_objection(
            decided,
            decision="经核对户口簿属实，补登，并张贴补正公告。",
            decided_on=ago(way.at, 1).date(),
            by=by,
            at=ago(way.at, 1),
        )
        way.register(election, "丰八川", ago(way.at, 1), by)
        actions.raise_objection(
            election,
            raised_by_name="路五禾",
            text="名单上的一人长期在外地居住，没有表示参加，请核实。",
            raised_on=ago(way.at, 1).date(),
            by=by,
            at=ago(way.at, 1),
        )


def _handed_over(way: "Way") -> None:
    """Announced, not yet handed over: the clock of ten days runs out."""
    way.declared([11, 6, 15, 14, 12, 11, 3], returned=18)


def _disagreeing(way: "Way") -> None:
    """Two people typed the form of the hall; one mistyped a number, so it does not agree."""
    way.counting()
    way.enter([20, 9, 24, 22, 21, 19, 7], returned=30)
    way.enter([20, 9, 24, 22, 12, 19, 7], returned=30, second=True)


def _again(way: "Way") -> None:
    """One seat was left empty by the first ballot; the run-off is being voted on."""
    way.agreed([13, 6, 16, 15, 13, 8, 7], returned=20)
    with doing(way.people.overseer) as by:
        actions.call_again(way.election(), held_on=way.at.date(), by=by, at=ago(way.at, 0))


class Way:
    """Leads the election of one place along its way; each step takes those before it."""

    def __init__(self, plan: Plan, people: People, at: datetime):
        self.plan, self.people, self.at = plan, people, at

    def election(self) -> Election:
        return Election.objects.select_related("division").get(division=get_division(self.plan.place), round=ROUND)

    def before(self, days: int) -> datetime:
        """So many days before the election; what would lie in the future happens today."""
        return ago(self.at, max(self.plan.day + days, 0))

    def planned(self) -> None:
        with doing(self.people.conductor) as by:
            day = self.at.date() - timedelta(days=self.plan.day)
            seats = {"head_count": 1, "member_count": self.plan.members, "women_count": 1}
            actions.plan(self.election(), mode=self.plan.mode, election_on=day, by=by, at=self.before(60), **seats)

    def registering(self) -> None:
        self.planned()
        with doing(self.people.conductor) as by:
            names = [f"{surname}{'选举公正平安'[index % 6]}" for index, surname in enumerate(SURNAMES[:8])]
            chosen = [
                {"name": name, "votes_count": 90 - index, "is_head": not index, "is_reserve": index > 6}
                for index, name in enumerate(names)
            ]
            election = self.election()
            joined = self.before(46)
            actions.choose_committee(election, members=chosen, joined_on=joined.date(), by=by, at=joined)
            actions.establish_committee(election, by=by, at=self.before(45))
            actions.open_registration(election, by=by, at=self.before(40))
            self._voters(by)

    def _voters(self, by: Post) -> None:
        election = self.election()
        if not self.plan.voters:
            actions.register_residents(election, by=by, at=self.before(30))
        for number in range(self.plan.voters):
            name = SURNAMES[number % 14] + NUMERALS[number % 10] + LAST[number % 4]
            self.register(election, name, self.before(30), by, number)
        if self.plan.mode == Mode.ALL:
            return
        is_representative = self.plan.mode == Mode.REPRESENTATIVES
        numbers = self._one_of_each_household() if not is_representative else range(1, 32)
        actions.set_parts(
            election, numbers=list(numbers), is_representative=is_representative, by=by, at=self.before(28)
        )

    def _one_of_each_household(self) -> list[int]:
        voters = queries.list_voters(self.election()).exclude(household="").order_by("-number")
        return list({each.household: each.number for each in voters}.values())

    def register(self, election: Election, name: str, at: datetime, by: Post, number: int = 0) -> Voter:
        kind = RegistrationKind.LIVES if election.kind == Kind.VILLAGERS else RegistrationKind.HOME
        return actions.register_voter(
            election,
            name=name,
            kind=kind,
            born_on=date(1880 + number % 10, 1 + number % 12, 1 + number % 28),
            sex=Sex.FEMALE if number % 3 == 0 else Sex.MALE,
            household=f"PDY-{number + 1:03d}",
            by=by,
            at=at,
        )

    def listed(self) -> Election:
        self.registering()
        with doing(self.people.conductor) as by:
            posted = self.before(22)
            return actions.post_list(self.election(), posted_on=posted.date(), by=by, at=posted)

    def nominated(self) -> None:
        self.listed()
        with doing(self.people.conductor) as by:
            election = actions.open_nomination(self.election(), by=by, at=self.before(14))
            voters = list(queries.list_voters(election).order_by("number")[3 : 6 + self.plan.members])
            for order, voter in enumerate(voters):
                actions.nominate(
                    election,
                    voter=voter,
                    office=Office.HEAD if order < 2 else Office.MEMBER,
                    nominator=Nominator.VOTERS,
                    supporters_count=12 + order,
                    nominated_on=self.before(13).date(),
                    schooling=(Schooling.COLLEGE, Schooling.SENIOR)[order % 2],
                    is_party_member=order % 2 == 0,
                    is_party_secretary=order == 0,
                    is_first_time=order > 1,
                    by=by,
                    at=self.before(13),
                )
            actions.send_to_review(election, by=by, at=self.before(10))

    def posted(self) -> None:
        """Reviewed and announced, and met by the people where the day has come."""
        self.nominated()
        with doing(self.people.reviewer) as by:
            for candidate in self.candidates():
                actions.review(candidate, by=by, at=self.before(9))
        with doing(self.people.conductor) as by:
            posted = self.before(6)
            election = actions.post_candidates(self.election(), posted_on=posted.date(), by=by, at=posted)
            actions.hold_meeting(election, meeting_on=self.before(3).date(), by=by, at=self.before(3))
            actions.add_station(election, name="中心会场", staff_count=5, by=by, at=self.before(3))

    def candidates(self) -> list[Candidate]:
        return list(Candidate.objects.filter(election=self.election()).order_by("id"))

    def counting(self) -> None:
        self.posted()
        with doing(self.people.conductor) as by:
            held = self.before(0)
            election = actions.open_poll(self.election(), held_on=held.date(), by=by, at=held)
            for role, name in zip(TellerRole, TELLERS, strict=True):
                actions.add_teller(election, role=role, name=name, approved_on=held.date(), by=by, at=held)
            actions.close_poll(election, by=by, at=held)

    def enter(self, votes: Sequence[int], returned: int, *, second: bool = False) -> None:
        """Type the form of the hall; `votes` are those of the candidates in their order."""
        with doing(self.people.typists[second]) as by:
            election = self.election()
            entitled = queries.current_ballot(election).entitled_count
            papers = Papers(entitled + 5, entitled, 5, returned, entitled - returned, returned - 1, 1)
            actions.enter_result(
                election,
                station=Station.objects.get(election=election),
                papers=papers,
                votes=self._given(votes),
                by=by,
                at=self.before(0),
            )

    def _given(self, votes: Sequence[int]) -> Mapping[str, int]:
        return {str(each.pk): count for each, count in zip(self.candidates(), votes, strict=True)}

    def agreed(self, votes: Sequence[int], returned: int) -> None:
        self.counting()
        self.enter(votes, returned)
        self.enter(votes, returned, second=True)
        with doing(self.people.overseer) as by:
            actions.agree(self.election(), by=by, at=self.before(0))

    def declared(self, votes: Sequence[int], returned: int) -> None:
        self.agreed(votes, returned)
        with doing(self.people.overseer) as by:
            actions.declare(self.election(), declared_on=self.before(0).date(), by=by, at=self.before(0))
