"""The way of one suggestion as it was gone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions.models import Assignment, Commitment, Delivery, Feedback, Referral, Suggestion
from linli.kernel.audit.models import AuditEntry

# What each deed is called in the past tense, by the kind of record on which it was done.
WORDS = {
    "suggestion": {
        "register": _("登记建议"),
        "create": _("登记建议"),
        "import": _("导入建议"),
        "change": _("更正登记内容"),
        "assign": _("交办"),
        "return_": _("退件"),
        "accept": _("签收办理"),
        "extend": _("延期答复"),
        "draft": _("拟写答复"),
        "review": _("审核答复"),
        "decline": _("退回修改"),
        "answer": _("签发答复"),
        "deliver": _("送达代表"),
        "redo": _("再次办理"),
        "assess": _("组织评估"),
        "close": _("办结"),
    },
    "assignment": {"assign": _("交给承办单位"), "give_opinion": _("提出办理意见")},
    "referral": {"ask_referral": _("提出转办子问题"), "pass_on": _("转办子问题")},
    "delivery": {"deliver": _("答复送达")},
    "feedback": {"hear": _("代表反馈意见")},
    "commitment": {"commit": _("登记承诺事项")},
}


@dataclass(frozen=True)
class Step:
    """One thing that was done, by whom, with what it was done to."""

    at: datetime
    by_name: str
    label: str
    subject: str = ""
    reason: str = ""


def timeline(suggestion: Suggestion) -> list[Step]:
    """Oldest first; two queries for each kind of record, however long the way."""
    subjects = {("suggestion", suggestion.pk): ""}
    wanted = Q(record_type=suggestion._meta.label_lower, record_id=suggestion.pk)
    for model, found in _records(suggestion):
        subjects |= {(model._meta.model_name, each.pk): str(each) for each in found}
        wanted |= Q(record_type=model._meta.label_lower, record_id__in=[each.pk for each in found])
    return [
        step for entry in AuditEntry.objects.filter(wanted).order_by("at", "id") if (step := _step(entry, subjects))
    ]


def _records(suggestion: Suggestion):
    own = {"suggestion": suggestion}
    yield Assignment, list(Assignment.objects.filter(**own).select_related("unit"))
    yield Referral, list(Referral.objects.filter(question__suggestion=suggestion).select_related("question", "to_unit"))
    yield Delivery, list(Delivery.objects.filter(**own).select_related("deputy"))
    yield Feedback, list(Feedback.objects.filter(**own).select_related("deputy"))
    yield Commitment, list(Commitment.objects.filter(**own))


def _step(entry: AuditEntry, subjects: dict[tuple[str, int], str]) -> Step | None:
    kind = entry.record_type.rpartition(".")[2]
    label = WORDS.get(kind, {}).get(entry.verb)
    if label is None:
        return None
    return Step(entry.at, entry.by_name, str(label), subjects.get((kind, entry.record_id or 0), ""), entry.reason)
