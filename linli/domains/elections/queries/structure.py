"""Who sits on the new committees, and what of the six features (高优全稳足好) records can measure, each with its definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import BallotKind, ComplaintState, Office, Schooling, Sex, State
from linli.domains.elections.models import Ballot, Complaint, Election, Member
from linli.domains.elections.models.after import AgeBand
from linli.kernel.divisions.models import Division

HIGHER = (Schooling.COLLEGE, Schooling.BACHELOR)
HEAD = Q(office=Office.HEAD)


@dataclass(frozen=True)
class Share:
    """A number among a number, with what it counts in words."""

    name: Any
    definition: Any
    count: int
    among: int

    @property
    def rate(self) -> str:
        if not self.among:
            return "—"
        tenths = self.count * 1000 // self.among
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True)
class Feature:
    """One of the six, with what of it can be measured; `note` says what cannot."""

    letter: str
    name: Any
    shares: tuple[Share, ...]
    note: Any = ""


# name, definition, what is counted, among which members
MEMBERS: tuple[tuple[str, Any, Any, Q, Q], ...] = (
    ("head_higher", _("主任大专及以上"), _("主任中文化程度大专及以上的占比。"), HEAD & Q(schooling__in=HIGHER), HEAD),
    ("double_head", _("一肩挑"), _("主任中同时担任党组织负责人的占比。"), HEAD & Q(is_double_head=True), HEAD),
    ("women", _("妇女成员"), _("当选成员中妇女的占比。"), Q(sex=Sex.FEMALE), Q()),
    ("young", _("35岁及以下"), _("当选成员中当选日35岁及以下的占比。"), Q(age_band=AgeBand.TO_35), Q()),
    ("higher", _("大专及以上"), _("当选成员中文化程度大专及以上的占比。"), Q(schooling__in=HIGHER), Q()),
    ("party", _("中共党员"), _("当选成员中中共党员的占比。"), Q(is_party_member=True), Q()),
    ("first_time", _("首次当选"), _("当选成员中首次当选的占比。"), Q(is_first_time=True), Q()),
)


def member_shares(round_: str, place: Division) -> dict[str, Share]:
    """Of those elected in a round and not by a by-election, whether or not they are still in office. One query."""
    members = Member.objects.filter(
        election__round=round_, division__gte=place.code, division__lt=place.upper, ballot__isnull=False
    )
    sums: dict[str, Any] = {}
    for code, _name, _words, condition, among in MEMBERS:
        sums |= {f"count_{code}": Count("pk", filter=condition)}
        sums |= {f"among_{code}": Count("pk", filter=among) if among else Count("pk")}
    found = members.aggregate(**sums)
    return {
        code: Share(name, words, found[f"count_{code}"], found[f"among_{code}"])
        for code, name, words, _condition, _among in MEMBERS
    }


def bands(round_: str, place: Division) -> list[tuple[str, Sequence[tuple[Any, int]]]]:
    """How many members by office, age, schooling and sex; every value is listed, with nought too."""
    members = Member.objects.filter(election__round=round_, division__gte=place.code, division__lt=place.upper)
    members = members.filter(ballot__isnull=False)
    found: list[tuple[str, Sequence[tuple[Any, int]]]] = []
    for field, choices in (("office", Office), ("age_band", AgeBand), ("schooling", Schooling), ("sex", Sex)):
        counted = dict(members.values_list(field).annotate(count=Count("pk")).order_by())
        label: Any = Member._meta.get_field(field)
        found.append((str(label.verbose_name), [(each.label, counted.get(each.value, 0)) for each in choices]))
    return found


def features(round_: str, place: Division) -> list[Feature]:
    """The six features of the letter of 2021 as far as records bear them out."""
    of = member_shares(round_, place)
    full, calm, first, turnout = _elections(round_, place)
    return [
        Feature("高", _("头雁素质"), (of["head_higher"], of["double_head"])),
        Feature("优", _("班子结构"), (of["women"], of["young"], of["higher"], of["party"])),
        Feature("全", _("组织体系"), (full,)),
        Feature("稳", _("整体形势"), (calm, first)),
        Feature(
            "足",
            _("干事劲头"),
            (turnout, of["first_time"]),
            _("参选率反映参与程度，首次当选反映新进力量；劲头本身没有记录可以计量。"),
        ),
        Feature("好", _("群众评价"), (), _("换届记录里没有群众评价；以民主评议、满意度调查的结果为准，这里不计算。")),
    ]


def _elections(round_: str, place: Division) -> tuple[Share, Share, Share, Share]:
    held = Election.objects.filter(round=round_, division__gte=place.code, division__lt=place.upper).exclude(
        declared_on=None
    )
    count = held.count()
    sitting = held.annotate(
        elected=Count("members", filter=Q(members__ballot__isnull=False), distinct=True)
    ).values_list("elected", "head_count", "deputy_count", "member_count")
    full = sum(elected >= head + deputy + member for elected, head, deputy, member in sitting)
    upheld = Complaint.objects.filter(election=OuterRef("pk"), outcome=ComplaintState.UPHELD)
    calm = held.exclude(state=State.ANNULLED).filter(~Exists(upheld)).count()
    repeated = Ballot.objects.filter(election=OuterRef("pk"), kind=BallotKind.REPEAT)
    first = held.filter(~Exists(repeated)).count()
    ballots = Ballot.objects.filter(election__in=held, number=1).exclude(agreed_at=None)
    sums = ballots.aggregate(returned=Sum("returned_count"), entitled=Sum("entitled_count"))
    return (
        Share(_("职数选齐"), _("公布结果的选举中，方案规定的职数全部选出的占比。"), full, count),
        Share(_("平稳有序"), _("公布结果的选举中，没有被宣布无效、没有查实举报的占比。"), calm, count),
        Share(_("一次有效"), _("公布结果的选举中，首次投票即有效的占比。"), first, count),
        Share(_("参选率"), _("首次投票收回选票占有权投票人数的比例。"), sums["returned"] or 0, sums["entitled"] or 0),
    )
