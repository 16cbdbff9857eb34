"""Who may count, watch and call the votes."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Relation, TellerRole
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against, doubtful

NAMED = (TellerRole.COUNTER, TellerRole.WATCHER)


def teller_faults(law: Rules, role: str, *, is_candidate: bool, kin: Sequence[tuple[str, str]] = ()) -> list[Fault]:
    """Spouses, parents, children, brothers and sisters of a candidate, and so the candidate, neither count nor watch.

    `kin` are (name of the candidate, relation). The measures do not name those who call the votes; of them it is only told.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §32.
    """
    told = against if role in NAMED else doubtful
    label = TellerRole(role).label
    remedy = _("请另选与候选人没有上述关系的人。")
    if is_candidate and law.tellers_kin:
        message = _("候选人本人不得提名为%(role)s") % {"role": label}
        return [told(law, "tellers_kin", message, remedy, "voter")]
    return [
        told(
            law,
            "tellers_kin",
            _("与候选人%(name)s是%(relation)s关系的，不得提名为%(role)s")
            % {"name": name, "relation": Relation(relation).label, "role": label},
            remedy,
            "voter",
        )
        for name, relation in kin
        if relation in (law.tellers_kin or ())
    ]


def tellers_faults(law: Rules, roles: Collection[str]) -> list[Fault]:
    """Before votes are counted, those who count and those who watch have been approved.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §32.
    """
    missing = [role for role in NAMED if role not in roles]
    if not law.tellers or not missing:
        return []
    names = "、".join(str(role.label) for role in missing)
    message = _("还没有通过%(names)s") % {"names": names}
    return [against(law, "tellers", message, _("请先在投票日通过并登记，再开始计票。"), "tellers")]
