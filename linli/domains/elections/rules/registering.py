"""Who is put on the list of voters, and who may be on the election committee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Kind, RegistrationKind
from linli.kernel.rulesets.calendar import add_months
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against

KINDS = {
    Kind.VILLAGERS: (RegistrationKind.LIVES, RegistrationKind.AWAY, RegistrationKind.JOINED),
    Kind.RESIDENTS: (RegistrationKind.HOME, RegistrationKind.RESIDING, RegistrationKind.WORKER),
}


@dataclass(frozen=True)
class Registration:
    """What is known of a person who is to be registered. `since`: living or working here since that day."""

    kind: str
    born_on: date | None
    on: date
    is_deprived: bool = False
    stated_on: date | None = None
    since: date | None = None
    applied_on: date | None = None
    agreed_on: date | None = None


def is_adult(law: Rules, born_on: date, election_day: date) -> bool:
    """Whoever is eighteen on the election day may vote; the birthday itself counts.

    Source: 村民委员会组织法 2026-01-01 §16, 2018-12-29 §13; 城市居民委员会组织法 2026-01-01 §16, 2018-12-29 §8;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §19.
    """
    return add_months(born_on, 12 * law.adult_years) <= election_day


def registration_faults(law: Rules, body: str, given: Registration, election_day: date) -> list[Fault]:
    """Why a person cannot be registered in this way; empty if nothing stands against it.

    Source: 村民委员会组织法 2026-01-01 §16, 2018-12-29 §13; 城市居民委员会组织法 2026-01-01 §16.
    """
    if given.kind not in KINDS[Kind(body)]:
        return [Fault(_("这种登记类型不适用于本次选举。"), _("请从本类选举的三种登记类型中选择。"), "kind")]
    return [*_rights(law, given, election_day), *_evidence(law, given)]


def _rights(law: Rules, given: Registration, election_day: date) -> list[Fault]:
    if given.born_on is None:
        return [Fault(_("没有出生日期，无法确定是否年满18周岁。"), _("请填写出生日期。"), "born_on")]
    if not is_adult(law, given.born_on, election_day):
        message = _("到选举日%(day)s不满%(years)d周岁") % {"day": election_day, "years": law.adult_years}
        return [against(law, "adult_years", message, _("不能登记，请核对出生日期。"), "born_on")]
    if given.is_deprived:
        return [against(law, "adult_years", _("依照法律被剥夺政治权利的人没有选举权"), _("不能登记。"), "is_deprived")]
    return []


def _evidence(law: Rules, given: Registration) -> list[Fault]:
    if given.kind == RegistrationKind.AWAY and given.stated_on is None:
        message = _("户籍在本村、不在本村居住的，本人表示参加选举才能登记")
        return [against(law, "residence_months", message, _("请填写本人表示参加的日期。"), "stated_on")]
    if given.kind not in (RegistrationKind.JOINED, RegistrationKind.WORKER):
        return []
    found = _stay(law, given)
    if given.applied_on is None:
        message = _("户籍不在本地的，须本人申请参加选举")
        found.append(against(law, "residence_months", message, _("请填写申请日期。"), "applied_on"))
    if given.agreed_on is None:
        by = _("村民会议或者村民代表会议同意") if given.kind == RegistrationKind.JOINED else _("居民选举委员会确认")
        message = _("户籍不在本地的，须经%(by)s") % {"by": by}
        found.append(against(law, "residence_months", message, _("请填写同意或者确认的日期。"), "agreed_on"))
    return found


def _stay(law: Rules, given: Registration) -> list[Fault]:
    if given.since and law.residence_months and add_months(given.since, law.residence_months) <= given.on:
        return []
    message = _("在本地居住或者工作应满%(months)d个月") % {"months": law.residence_months or 0}
    return [against(law, "residence_months", message, _("请核对居住或者工作的开始日期。"), "since")]


def committee_faults(law: Rules, *, heads: int, members: int) -> list[Fault]:
    """The election committee has one head, and as many members in all as the province's measures ask.

    Source: 村民委员会组织法 2026-01-01 §15, 2018-12-29 §12; 城市居民委员会组织法 2026-01-01 §15; 河南省实施〈村民委员会组织法〉办法 2011-09-01 §11.
    """
    found = []
    if heads != 1:
        found.append(
            Fault(
                _("选举委员会应当有一名主任，现有%(count)d名。") % {"count": heads},
                _("请在成员中推选一名主任。"),
                "members",
            )
        )
    if members < 1:
        found.append(Fault(_("选举委员会还没有成员。"), _("请先登记推选出的成员。"), "members"))
    elif law.committee_size and not law.committee_size[0] <= members <= law.committee_size[1]:
        least, most = law.committee_size
        message = _("选举委员会由%(least)d至%(most)d人组成，现有%(count)d人") % {
            "least": least,
            "most": most,
            "count": members,
        }
        found.append(against(law, "committee_size", message, _("请补足或者核对成员。"), "members"))
    return found


def leaves_for(law: Rules, *, is_nominee: bool, is_kin_of_nominee: bool) -> bool:
    """Whether a member of the election committee leaves it because of a nomination.

    Source: 村民委员会组织法 2026-01-01 §15 (the nominee and near relatives), 2018-12-29 §12 (the nominee alone);
    城市居民委员会组织法 2026-01-01 §15.
    """
    return bool((is_nominee and law.nominee_leaves) or (is_kin_of_nominee and law.nominee_kin_leaves))


def next_in_line(votes: Sequence[tuple[int, int]]) -> int | None:
    """Who moves up when a member leaves: of (who, votes when chosen), the one with most votes; None where nobody is left.

    Source: 村民委员会组织法 2026-01-01 §15, 2018-12-29 §12; 城市居民委员会组织法 2026-01-01 §15.
    """
    return max(votes, key=lambda each: (each[1], -each[0]))[0] if votes else None


def basis_of_one_village(law: Rules) -> str:
    """The article that forbids registration in a second village; it stands where the kinds of registration do.

    Source: 村民委员会组织法 2026-01-01 §16, 2018-12-29 §13.
    """
    return law.cite("residence_months")


def is_doubly_barred(body: str, other_body: str) -> bool:
    """Whether registration in another place forbids registration here: from village to village it does.

    The residents' law has no such rule; there it is told, and the election committee decides.
    Source: 村民委员会组织法 2026-01-01 §16, 2018-12-29 §13.
    """
    return body == other_body == Kind.VILLAGERS
