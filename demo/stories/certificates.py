"""Certificates of committees: changed, replaced, lost and replaced, lost and waiting, soon at their end, to be taken back.

Nothing here takes a committee's certification away, because the city's letter counts every one of them.
"""

from datetime import date, datetime, timedelta

from linli.domains.committees import actions
from linli.domains.committees.enums import BodyKind, CaseKind, Role
from linli.domains.committees.models import Case, Certificate, Committee
from linli.domains.committees.queries import committee_of
from linli.domains.committees.records import ASSEMBLY, BODY, SEAT
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange import writes

from .telling import ago, doing

HOME = "410902001001"  # 京东社区
REPLACED, LOST, MISSING = "410902001011", "410902001010", "410902001013"  # 玉东社区、瑞景社区、静和苑社区
RENEWING, DUE, LEAVING = "410902001014", "410902001015", "410902001016"  # 顺河社区、庆西社区、干城社区
RETURNED, GIVEN_UP, ELECTED = "410902001008", "410902001012", "410902101206"  # 东白仓社区、中北社区、高庄村
PAPERS = "选举结果报告单、身份证明、法定代表人登记表"
SEATS = (
    (Role.HEAD, "乔一诺", "2"),
    (Role.DEPUTY, "田二禾", "1"),
    (Role.MEMBER, "米三川", "1"),
    (Role.MEMBER, "谷四月", "2"),
    (Role.MEMBER, "方五木", "1"),
)
WATCH = ((Role.HEAD, "方四目", "1", True), (Role.MEMBER, "程六一", "2", False), (Role.MEMBER, "关七里", "1", False))
BODIES = (
    (BodyKind.MEDIATION, "京东社区人民调解委员会"),
    (BodyKind.SECURITY, "京东社区治安保卫委员会"),
    (BodyKind.HEALTH, "京东社区公共卫生委员会"),
    (BodyKind.SUPERVISION, "京东社区居务监督委员会"),
)


def tell(posts: dict[str, Post], at: datetime) -> None:
    """The street hands in, the county decides."""
    with doing(posts["jd-village"]) as by:
        _furnish(by, at)
    office = Office(posts["zyl-street"], posts["hl-county"], at)
    office.paper(HOME, "乔一诺", since=133)
    office.paper(REPLACED, "连一田", since=130)
    office.paper(REPLACED, "阅二苗", since=40)
    office.lose(office.paper(LOST, "关三禾", since=128), since=60)
    office.issue(office.waiting(LOST), since=46)
    office.lose(office.paper(MISSING, "南四川", since=127), since=6)
    office.submit(office.waiting(MISSING), since=4)
    office.paper(RENEWING, "西五田", since=126, until=at.date() + timedelta(days=42))
    office.renewals(since=15)
    office.submit(office.waiting(RENEWING), since=2, head="西五田")
    office.paper(DUE, "东六苗", since=10, until=at.date() + timedelta(days=53))
    office.submit(
        office.begin(LEAVING, CaseKind.WITHDRAW, "社区规模调整，拟并入相邻社区，收回原证书。", since=9), since=8
    )
    office.give_back(office.begin(RETURNED, CaseKind.CHANGE, "主任变更", head="玉七禾", since=15), since=12)
    office.cancel(office.begin(GIVEN_UP, CaseKind.CHANGE, "名称变更", head="金八川", since=30), since=22)
    Office(posts["yc-town"], posts["hl-county"], at).issue(office.waiting(ELECTED), since=25)


def _furnish(by: Post, at: datetime) -> None:
    """Who sits on the committee of one community and on its bodies."""
    division, since = get_division(HOME), date(at.year, 1, 7)
    for role, name, sex in SEATS:
        _seat(division, by, at, role=role, name=name, sex=sex, since=since)
    for kind, name in BODIES:
        values = {"division": division, "kind": kind, "name": name, "founded_on": since, "ended_on": None}
        writes.create(BODY, values, by=by, at=at)
    for role, name, sex, knows in WATCH:
        given = {"body": BodyKind.SUPERVISION, "knows_accounts": knows}
        _seat(division, by, at, role=role, name=name, sex=sex, since=since, **given)
    counts = {"households_count": 1460, "members_count": 61, "representatives_count": 56, "women_count": 24}
    values = {"division": division, "formed_on": since, "groups_count": 8, **counts}
    writes.create(ASSEMBLY, values, by=by, at=at)


def _seat(division, by: Post, at: datetime, **values) -> None:
    given = {"body": "", "knows_accounts": False, "is_near_relative": False, "until": None, **values}
    writes.create(SEAT, {"division": division, **given}, by=by, at=at)


class Office:
    """Cases of certificates from the street that hands them in to the county that decides. `since` is in days before the present."""

    def __init__(self, street: Post, county: Post, at: datetime):
        self.street, self.county, self.at = street, county, at

    def committee(self, place: str) -> Committee:
        found = committee_of(get_division(place))
        assert found is not None  # every place of the reference city has one
        return found

    def waiting(self, place: str) -> Case:
        """The case that is open in a place."""
        with doing(self.county):
            return Case.objects.get(committee=self.committee(place), settled_on=None)

    def begin(self, place: str, kind: str, reason: str, *, since: int, head: str = "") -> Case:
        with doing(self.street) as by:
            return actions.open_case(
                self.committee(place), kind=kind, reason=reason, head_name=head, by=by, at=ago(self.at, since)
            )

    def submit(self, case: Case, *, since: int, materials: str = PAPERS, head: str = "") -> Case:
        with doing(self.street) as by:
            return actions.submit(case, materials=materials, head_name=head, by=by, at=ago(self.at, since))

    def issue(self, case: Case, *, since: int, until: date | None = None) -> Certificate:
        """Hand it in a day before, and put the new paper forth."""
        submitted = self.submit(case, since=since + 1)
        issued = ago(self.at, since)
        with doing(self.county) as by:
            done = actions.issue(
                submitted,
                certificate_no=f"PDY410902-{issued:%Y}-{case.pk:03d}",
                issued_on=issued.date(),
                expires_on=until or issued.date().replace(year=issued.year + 5),
                by=by,
                at=issued,
            )
        return done.certificate

    def paper(self, place: str, head: str, *, since: int, until: date | None = None) -> Certificate:
        case = self.begin(place, CaseKind.CHANGE, f"主任变更为{head}", head=head, since=since + 3)
        return self.issue(case, since=since, until=until)

    def lose(self, certificate: Certificate, *, since: int) -> None:
        day = ago(self.at, since)
        notice = f"{day:%Y}年{day.month}月{day.day}日在社区公告栏声明作废"
        with doing(self.street) as by:
            actions.declare_lost(certificate, lost_on=day.date(), notice=notice, by=by, at=day)

    def renewals(self, *, since: int) -> None:
        with doing(self.county) as by:
            actions.open_renewals(by=by, at=ago(self.at, since))

    def give_back(self, case: Case, *, since: int) -> None:
        submitted = self.submit(case, since=since + 1, materials="法定代表人登记表")
        with doing(self.county) as by:
            reason = "缺选举结果报告单，请补齐后再报。"
            actions.return_(submitted, reason=reason, by=by, at=ago(self.at, since))

    def cancel(self, case: Case, *, since: int) -> None:
        with doing(self.county) as by:
            actions.cancel(case, reason="名称没有变化，经核实不需要变更。", by=by, at=ago(self.at, since))
