"""What a count of paper ballots must add up to, and whether the poll is valid: 双过半, by the denominator of its mode."""

from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Mode
from linli.kernel.rulesets.faults import Fault, Severity
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.shares import Share
from linli.kernel.rulesets.wording import against

TURNOUT = {
    Mode.ALL: "turnout_all",
    Mode.HOUSEHOLDS: "turnout_households",
    Mode.REPRESENTATIVES: "turnout_representatives",
}


@dataclass(frozen=True)
class Papers:
    """The ballots of one station, or of all: printed = issued + spare, issued = returned + unreturned, returned = valid + void."""

    printed: int = 0
    issued: int = 0
    spare: int = 0
    returned: int = 0
    unreturned: int = 0
    valid: int = 0
    void: int = 0

    def __add__(self, other: "Papers") -> "Papers":
        return Papers(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Papers)))


def papers_faults(papers: Papers) -> list[Fault]:
    """What does not add up. More returned than issued does add up to a fact: it makes the poll invalid, see `poll_faults`.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §33, §35.
    """
    found = []
    if papers.printed != papers.issued + papers.spare:
        found.append(_unequal(_("印制"), papers.printed, _("发出与剩余之和"), papers.issued + papers.spare, "printed"))
    kept = max(papers.issued - papers.returned, 0)
    if papers.unreturned != kept:
        found.append(_unequal(_("未收回"), papers.unreturned, _("发出与收回之差"), kept, "unreturned"))
    if papers.returned != papers.valid + papers.void:
        both = papers.valid + papers.void
        found.append(_unequal(_("收回"), papers.returned, _("有效票与废票之和"), both, "returned"))
    return found


def _unequal(one: str, count: int, other: str, total: int, field: str) -> Fault:
    words = {"one": one, "count": count, "other": other, "total": total}
    message = _("%(one)s%(count)d张，%(other)s是%(total)d张，两者应当相等。") % words
    return Fault(message, _("请重新清点。"), field)


def votes_faults(office: str, votes: int, total: int, *, valid: int, seats: int) -> list[Fault]:
    """Nobody has more votes than there are valid ballots, and all together no more than these have room for.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §35 (a ballot that names more than are to be elected is void).
    """
    found = []
    words = {"office": office, "votes": votes, "valid": valid, "total": total, "room": valid * seats}
    if votes > valid:
        message = _("%(office)s有人得票%(votes)d票，多于有效票%(valid)d张。") % words
        found.append(Fault(message, _("请核对得票。"), "votes"))
    if total > valid * seats:
        message = _("%(office)s得票合计%(total)d票，多于有效票能容纳的%(room)d票。") % words
        found.append(Fault(message, _("请核对得票。"), "votes"))
    return found


def turnout_share(law: Rules, mode: str) -> Share:
    """How many of those entitled must take part, by the mode of the election.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19, 2018-12-29 §9.
    """
    share: Share = getattr(law, TURNOUT[Mode(mode)])
    return share


def is_poll_valid(law: Rules, mode: str, papers: Papers, entitled: int) -> bool:
    """Whether enough took part. Those take part whose ballot came back, void ones with them; of the entitled, all count.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19, 2018-12-29 §9.
    """
    return not poll_faults(law, mode, papers, entitled)


def poll_faults(law: Rules, mode: str, papers: Papers, entitled: int) -> list[Fault]:
    """Why the whole poll is invalid: too few took part, or more ballots came back than were given out.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19, 2018-12-29 §9;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §35.
    """
    found = []
    share = turnout_share(law, mode)
    if not share.holds(papers.returned, entitled):
        words = {
            "who": Mode(mode).label,
            "count": papers.returned,
            "entitled": entitled,
            "share": share,
            "least": share.least(entitled),
        }
        message = _("%(who)s共%(entitled)d，参加投票%(count)d，没有%(share)s（至少%(least)d），选举无效") % words
        found.append(against(law, TURNOUT[Mode(mode)], message, _("请重新组织投票。"), "returned"))
    if papers.returned > papers.issued:
        message = _("收回选票%(returned)d张，多于发出的%(issued)d张，选举无效") % {
            "returned": papers.returned,
            "issued": papers.issued,
        }
        remedy = _("请查明原因，重新组织投票。")
        found.append(against(law, "returned_within_issued", message, remedy, "returned"))
    return found


def returned_warning(papers: Papers) -> list[Fault]:
    """Told at once to whoever enters such a form, who may have mistyped.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §35.
    """
    if papers.returned <= papers.issued:
        return []
    message = _("收回选票%(returned)d张，多于发出的%(issued)d张。") % {
        "returned": papers.returned,
        "issued": papers.issued,
    }
    return [Fault(message, _("请先核对；属实的，选举无效。"), "returned", Severity.WARNING)]
