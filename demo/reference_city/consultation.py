"""Consultation sessions and the problems that came out of them."""

from datetime import date, timedelta
from random import Random

from reference_city import dates, facts
from reference_city.consultation_texts import (
    RESIDENT_MATTERS,
    RESIDENT_SPOTS,
    VILLAGE_MATTERS,
    VILLAGE_SPOTS,
    Matter,
)
from reference_city.divisions import Division, with_committee
from reference_city.registers import Register

SESSION_HEADERS = ("区划代码", "协商编号", "议题", "类别", "协商日期", "参与人数", "协商结论")
PROBLEM_HEADERS = ("区划代码", "问题编号", "所属协商", "问题", "提出日期", "解决日期")

EARLIER_COUNT = 300  # sessions before the twelve months
EARLIER_FROM = date(2020, 3, 2)
LATE_SOLVED_COUNT = 60  # raised before the twelve months, solved within them
EARLIER_SOLVED_COUNT = 170  # raised and solved before
EARLIER_UNSOLVED_COUNT = 15
UNSOLVED_COUNT = 1_105
SECOND_COUNT = 540  # solved problems that were the second of their session
LAST_SOLVABLE_ON = date(2021, 7, 5)  # later sessions are too fresh for anything to be solved


class Session:
    def __init__(self, random: Random, division: Division, held_on: date) -> None:
        is_village = division.kind == "村民委员会"
        self.division = division
        self.held_on = held_on
        self.code = ""
        self.matter: Matter = random.choice(VILLAGE_MATTERS if is_village else RESIDENT_MATTERS)
        self.spot = random.choice(VILLAGE_SPOTS if is_village else RESIDENT_SPOTS)
        self.participants_count = random.randint(9, 34) if random.random() < 0.9 else random.randint(35, 86)
        self.first_problem = random.randint(0, 1)

    def row(self) -> tuple:
        topic = self.matter.topic.format(spot=self.spot)
        day, count = self.held_on, self.participants_count
        return (self.division.code, self.code, topic, self.matter.category, day, count, self.matter.conclusion)

    def problem(self, number: int) -> str:
        """The first or second problem of the session."""
        return self.matter.problems[(self.first_problem + number) % 2].format(spot=self.spot)


def registers() -> list[Register]:
    random = Random("linli consultation")
    sessions = _sessions(random)
    return [
        Register("18-consultation-sessions", "社区协商", SESSION_HEADERS, [session.row() for session in sessions]),
        Register("19-consultation-problems", "协商问题", PROBLEM_HEADERS, _problems(random, sessions)),
    ]


def _sessions(random: Random) -> list[Session]:
    """Communities meet four times as often as villages."""
    divisions = with_committee()
    weights = [4 if division.kind == "居民委员会" else 1 for division in divisions]
    places = random.choices(divisions, weights, k=facts.HELD_COUNT + EARLIER_COUNT)
    sessions = []
    for index, division in enumerate(places):
        if index < facts.HELD_COUNT:
            held_on = dates.between(random, facts.YEAR_START, facts.TODAY)
        else:
            held_on = dates.between(random, EARLIER_FROM, facts.YEAR_START - timedelta(days=1))
        sessions.append(Session(random, division, held_on))
    sessions.sort(key=lambda session: (session.held_on, session.division.code))
    for number, session in enumerate(sessions, 1):
        session.code = f"XS-{session.held_on:%Y%m}-{number:05d}"
    return sessions


def _problems(random: Random, sessions: list[Session]) -> list[tuple]:
    found = _earlier_problems(random, [session for session in sessions if session.held_on < facts.YEAR_START])
    found += _current_problems(random, [session for session in sessions if session.held_on >= facts.YEAR_START])
    found.sort(key=lambda item: (item[0].code, item[1]))
    return [
        (
            session.division.code,
            f"WT-{session.held_on:%Y%m}-{number:05d}",
            session.code,
            session.problem(which),
            session.held_on,
            solved_on,
        )
        for number, (session, which, solved_on) in enumerate(found, 1)
    ]


Found = list[tuple[Session, int, date | None]]


def _earlier_problems(random: Random, sessions: list[Session]) -> Found:
    """Of sessions before the twelve months: some solved before them, some within, some never."""
    count = LATE_SOLVED_COUNT + EARLIER_SOLVED_COUNT + EARLIER_UNSOLVED_COUNT
    mixed = sorted(random.sample(sessions, count), key=lambda session: session.held_on)
    found: Found = []
    for index, session in enumerate(mixed):
        if index < EARLIER_SOLVED_COUNT:
            last = facts.YEAR_START - timedelta(days=1)
            found.append((session, 0, _solved_on(random, session.held_on, session.held_on, last)))
        elif index < EARLIER_SOLVED_COUNT + LATE_SOLVED_COUNT:
            found.append((session, 0, _solved_on(random, session.held_on, facts.YEAR_START, facts.TODAY)))
        else:
            found.append((session, 0, None))
    return found


def _current_problems(random: Random, sessions: list[Session]) -> Found:
    """Exactly as many solved within the twelve months as facts.SOLVED_COUNT asks for, together with the late ones."""
    firsts = facts.SOLVED_COUNT - LATE_SOLVED_COUNT - SECOND_COUNT
    solvable = [session for session in sessions if session.held_on <= LAST_SOLVABLE_ON]
    solved = random.sample(solvable, firsts)
    chosen = {session.code for session in solved}
    others = [session for session in sessions if session.code not in chosen]
    slots = [(session, 0) for session in solved] + [(session, 1) for session in random.sample(solved, SECOND_COUNT)]
    found: Found = [
        (session, which, _solved_on(random, session.held_on, session.held_on, facts.TODAY)) for session, which in slots
    ]
    found += [(session, 0, None) for session in random.sample(others, UNSOLVED_COUNT)]
    return found


def _solved_on(random: Random, raised_on: date, first: date, last: date) -> date:
    """Some weeks after it was raised, within `first` and `last`."""
    wanted = raised_on + timedelta(days=round(random.triangular(1, 75, 14)))
    if first <= wanted <= last:
        return wanted
    return dates.between(random, first, min(last, first + timedelta(days=45)))
