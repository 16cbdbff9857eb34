"""The papers that hang on the board: drafted from the records, so that nothing is typed a second time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.elections.enums import Kind, Mode, Office, State
from linli.domains.elections.models import Candidate, Election, Proxy
from linli.domains.elections.queries.lawful import calendar_of, law_for
from linli.domains.elections.queries.results import current_ballot
from linli.domains.elections.queries.voters import count_entitled, list_voters
from linli.domains.elections.rules import schedule
from linli.kernel.divisions.rules.names import core
from linli.kernel.documents.letters import BODY, HEADING_1, OfficialLetter, Paragraph, Run, date_text

NAMES_A_LINE = 8
AFTER_RESULT = (State.RESULT, State.HANDED_OVER, State.ARCHIVED)


class NotYet(LookupError):
    """The paper cannot be drafted yet; the message says what is missing."""


@dataclass(frozen=True)
class Paper:
    """One kind of notice: its title, and how its paragraphs come from the election."""

    title: Any
    paragraphs: Callable[[Election], Iterable[Paragraph]]
    day: Callable[[Election], date | None]


def text(words: str, level: int = BODY) -> Paragraph:
    return Paragraph(level, (Run(words),))


def draft(election: Election, code: str, *, on: date) -> OfficialLetter:
    """The notice as an official page, dated with the day of its posting, or with `on` before that. Raises NotYet, KeyError."""
    paper = PAPERS[code]
    body = tuple(paper.paragraphs(election))
    organ = organ_of(election)
    return OfficialLetter(
        organ=organ,
        document_number="",
        signer="",
        title=str(paper.title),
        salutation="",
        body=body,
        date=paper.day(election) or on,
        signature=organ,
    )


def organ_of(election: Election) -> str:
    """高庄村村民选举委员会 of 高庄村委会, 江汉社区居民选举委员会 of 江汉居委会."""
    place = core(election.division.name, election.division.level)
    if election.kind == Kind.VILLAGERS:
        return _("%(place)s村村民选举委员会") % {"place": place}
    return _("%(place)s社区居民选举委员会") % {"place": place}


def _calendar(election: Election) -> Iterable[Paragraph]:
    stages = calendar_of(election)
    if not stages:
        raise NotYet(_("还没有确定选举日，请先制定选举方案。"))
    yield text(_("经研究，本届选举的选举日为%(day)s，各项工作安排如下：") % {"day": date_text(stages_day(election))})
    for stage in stages:
        basis = _("（%(basis)s）") % {"basis": stage.basis} if stage.basis else ""
        yield text(f"{date_text(stage.on)}：{stage.label}{basis}。")


def stages_day(election: Election) -> date:
    if election.election_on is None:
        raise NotYet(_("还没有确定选举日，请先制定选举方案。"))
    return election.election_on


def _committee(election: Election) -> Iterable[Paragraph]:
    sitting = list(election.committee.filter(left_on=None, is_reserve=False))
    if not sitting:
        raise NotYet(_("还没有登记选举委员会成员。"))
    heads = [each.name for each in sitting if each.is_head]
    yield text(_("经依法推选，本届选举委员会由%(count)d人组成，名单如下：") % {"count": len(sitting)})
    yield text(_("主任：%(names)s。") % {"names": "、".join(heads)})
    yield text(_("成员：%(names)s。") % {"names": "、".join(each.name for each in sitting if not each.is_head)})


def _list(election: Election) -> Iterable[Paragraph]:
    law = law_for(election)
    voters = list_voters(election).order_by("number")
    count = voters.count()
    if not count:
        raise NotYet(_("选民名单上还没有人。"))
    yield text(
        _("根据%(basis)s，现将选民名单（共%(count)d人）公布如下。")
        % {"basis": law.cite("list_days") or law.cite("adult_years"), "count": count}
    )
    posted = election.list_posted_on
    if posted and (due := schedule.objection_due(law, posted)):
        yield text(
            _("对名单有异议的，请在%(due)s以前向选举委员会提出；逾期不予受理。") % {"due": date_text(due.due_on)}
        )
    yield text(_("一、选民名单"), HEADING_1)
    yield from _names(voters.values_list("number", "name"))
    parts = {
        Mode.HOUSEHOLDS: ("speaks_for_household", _("户代表名单")),
        Mode.REPRESENTATIVES: ("is_representative", _("居民代表名单")),
    }
    if election.mode in parts:
        name, label = parts[Mode(election.mode)]
        yield text(_("二、%(label)s（%(count)d人）") % {"label": label, "count": count_entitled(election)}, HEADING_1)
        yield from _names(voters.filter(**{name: True}).values_list("number", "name"))


def _names(rows: Iterable[tuple[int, str]]) -> Iterable[Paragraph]:
    """Number and name; never a document number (个人信息保护法 §6)."""
    named = [f"{number} {name}" for number, name in rows]
    for start in range(0, len(named), NAMES_A_LINE):
        yield text("　".join(named[start : start + NAMES_A_LINE]))


def _candidates(election: Election) -> Iterable[Paragraph]:
    law = law_for(election)
    listed = Candidate.objects.filter(election=election, struck_on=None).exclude(nominator="write_in")
    rows = sorted(listed, key=lambda each: (list(Office).index(Office(each.office)), each.pk))
    if not rows:
        raise NotYet(_("还没有候选人。"))
    basis = law.cite("candidates_days") or law.cite("surplus")
    yield text(_("根据%(basis)s，现将候选人名单公告如下（同一职务按提名先后排列）。") % {"basis": basis})
    for office, group in groupby(rows, key=lambda each: each.office):
        names = "、".join(
            _("%(name)s（%(sex)s）") % {"name": each.name, "sex": each.get_sex_display()} for each in group
        )
        yield text(
            _("%(office)s候选人（应选%(seats)d名）：%(names)s。")
            % {"office": Office(office).label, "seats": election.seats.get(office, 0), "names": names}
        )
    yield text(_("投票日期：%(day)s。") % {"day": date_text(stages_day(election))})


def _proxies(election: Election) -> Iterable[Paragraph]:
    given = Proxy.objects.filter(election=election, withdrawn_on=None).select_related("principal", "agent")
    if not given:
        raise NotYet(_("还没有办理委托。"))
    basis = law_for(election).cite("proxies_max") or law_for(election).cite("proxy_kin_only")
    yield text(_("根据%(basis)s，现将委托人和受托人名单公布如下。") % {"basis": basis})
    for each in given:
        words = {"principal": str(each.principal), "agent": str(each.agent)}
        yield text(_("委托人：%(principal)s；受托人：%(agent)s。") % words)


def _result(election: Election) -> Iterable[Paragraph]:
    if election.state not in AFTER_RESULT:
        raise NotYet(_("选举结果还没有公布。"))
    law = law_for(election)
    for ballot in election.ballots.exclude(agreed_at=None):
        words = {
            "number": ballot.number,
            "kind": ballot.get_kind_display(),
            "day": date_text(ballot.held_on),
            "entitled": ballot.entitled_count,
            "issued": ballot.issued_count,
            "returned": ballot.returned_count,
            "valid": ballot.valid_count,
            "void": ballot.void_count,
        }
        yield text(
            _(
                "第%(number)d次投票（%(kind)s，%(day)s）：有权投票%(entitled)d人，发出选票%(issued)d张，收回%(returned)d张，其中有效票%(valid)d张、废票%(void)d张。"
            )
            % words
        )
        votes = ballot.tallies.select_related("candidate").order_by("-votes_count")
        yield text("　".join(f"{each.candidate} {each.votes_count}票" for each in votes))
    yield text(_("根据%(basis)s，选举有效，下列人员当选，任期五年：") % {"basis": law.cite("win")})
    members = sorted(
        election.members.filter(ballot__isnull=False), key=lambda each: list(Office).index(Office(each.office))
    )
    for office, group in groupby(members, key=lambda each: each.office):
        yield text(f"{Office(office).label}：{'、'.join(each.name for each in group)}。")
    yield text(_("对选举有异议或者要举报的，请向乡镇人民政府（街道办事处）提出。"))


def _held_on(election: Election) -> date | None:
    ballot = current_ballot(election)
    return election.declared_on or (ballot.held_on if ballot else None)


PAPERS = {
    "calendar": Paper(gettext_lazy("关于选举日和选举工作安排的公告"), _calendar, lambda election: None),
    "committee": Paper(gettext_lazy("关于选举委员会组成人员的公告"), _committee, lambda election: None),
    "list": Paper(gettext_lazy("关于公布选民名单的公告"), _list, lambda election: election.list_posted_on),
    "candidates": Paper(
        gettext_lazy("关于候选人名单的公告"), _candidates, lambda election: election.candidates_posted_on
    ),
    "proxies": Paper(gettext_lazy("关于委托投票名单的公告"), _proxies, lambda election: None),
    "result": Paper(gettext_lazy("关于选举结果的公告"), _result, _held_on),
}
