"""The way of one election as it was gone, with what was tried and refused."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.domains.elections.models import Election
from linli.kernel.audit.deeds import REFUSED
from linli.kernel.audit.models import AuditEntry

# What each deed is called in the past tense.
WORDS = {
    "create": _("登记换届"),
    "import": _("导入登记"),
    "change": _("更正登记内容"),
    "plan": _("制定选举方案"),
    "establish_committee": _("选举委员会产生"),
    "open_registration": _("开始选民登记"),
    "post_list": _("公布选民名单"),
    "open_nomination": _("开始提名候选人"),
    "send_to_review": _("提名结束，送联审"),
    "reopen_nomination": _("补充提名"),
    "post_candidates": _("公告候选人名单"),
    "hold_meeting": _("候选人与村（居）民见面"),
    "open_poll": _("开始投票"),
    "close_poll": _("投票结束，开始计票"),
    "agree": _("两次录入核对一致"),
    "call_again": _("组织再次投票"),
    "declare": _("公布选举结果"),
    "hand_over": _("工作移交完成"),
    "archive": _("归档"),
    "annul": _("宣布选举无效"),
    "hold_again": _("组织重新选举"),
    "complete": _("登记换届完成"),
    "register_voter": _("登记选民"),
    "raise_objection": _("登记名单异议"),
    "nominate": _("提名候选人"),
    "give_proxy": _("登记委托投票"),
    "add_station": _("设投票站"),
    "add_teller": _("登记计票工作人员"),
    "pass_over": _("未列为正式候选人"),
    "write_in": _("登记选票上另选的人"),
    "enter_result": _("录入计票表"),
    "withdraw_candidate": _("候选人放弃"),
}


# What happens to one voter on the list.
VOTER_WORDS = {
    "register_voter": _("登记选民"),
    "register_residents": _("从居民档案登记选民"),
    "strike_voter": _("除名"),
    "set_parts": _("指定户代表、居民代表"),
    "double_registration": _("另有登记，由选举委员会核实"),
}


@dataclass(frozen=True)
class Step:
    """One thing that was done, or was refused, and why."""

    at: datetime
    by_name: str
    label: str
    is_refused: bool
    reason: str = ""


def timeline(election: Election) -> list[Step]:
    """Oldest first."""
    entries = AuditEntry.objects.filter(record_type=election._meta.label_lower, record_id=election.pk)
    return [step for entry in entries.order_by("at", "id") if (step := _step(entry))]


def _step(entry: AuditEntry) -> Step | None:
    label = WORDS.get(entry.verb.removesuffix(REFUSED))
    if label is None:
        return None
    return Step(entry.at, entry.by_name, str(label), entry.verb.endswith(REFUSED), entry.reason)
