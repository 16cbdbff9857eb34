"""The poll, its result, and what comes after."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import (
    ComplaintState,
    LeavingKind,
    Schooling,
    Sex,
)
from linli.domains.elections.forms.base import LONG, DeedForm
from linli.domains.elections.models import Candidate, Leaving
from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class CompleteForm(DescribedForm):
    completed_on = DayField(label=_("完成日期"))


class HeldForm(DeedForm):
    held_on = DayField(label=_("投票日期"))


class DeclareForm(DeedForm):
    declared_on = DayField(label=_("公布日期"))


class HandOverForm(DeedForm):
    handed_over_on = DayField(label=_("移交完成日期"))


class SealForm(DeedForm):
    sealed_on = DayField(label=_("封存日期"))
    keeper = forms.CharField(label=_("保管单位"), max_length=80)
    packets_count = forms.IntegerField(label=_("封存件数"), min_value=1, max_value=1000, initial=1)


class ArchiveForm(DeedForm):
    archive_no = forms.CharField(label=_("档案号"), max_length=40)


class ComplaintForm(DeedForm):
    name = forms.CharField(label=_("举报人"), max_length=40, required=False, help_text=_("可以匿名"))
    text = forms.CharField(label=_("举报内容"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)
    received_on = DayField(label=_("收到日期"))


class AnswerForm(DeedForm):
    complaint = forms.ModelChoiceField(None, label=_("举报"))
    outcome = forms.ChoiceField(
        label=_("处理结果"), choices=[each for each in ComplaintState.choices if each[0] != ComplaintState.OPEN]
    )
    answer = forms.CharField(label=_("答复"), **LONG)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["complaint"].queryset = self.election.complaints.filter(answered_on=None)


class LeavingForm(DeedForm):
    member = forms.ModelChoiceField(None, label=_("成员"))
    kind = forms.ChoiceField(label=_("离任方式"), choices=LeavingKind.choices)
    asked_on = DayField(label=_("提出或者发生日期"))
    reason = forms.CharField(label=_("理由"), **LONG)
    supporters_count = forms.IntegerField(label=_("联名选民"), min_value=0, initial=0, help_text=_("罢免的填写"))
    supporters_entitled = forms.IntegerField(label=_("有选举权的村（居）民"), min_value=0, initial=0)
    representatives_count = forms.IntegerField(label=_("联名代表"), min_value=0, initial=0)
    representatives_entitled = forms.IntegerField(label=_("全体代表"), min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.election.members.filter(left_on=None)


class DecideLeavingForm(DeedForm):
    leaving = forms.ModelChoiceField(None, label=_("离任事项"))
    decided_on = DayField(label=_("会议日期"))
    is_approved = forms.BooleanField(label=_("会议同意辞职"), required=False, initial=True)
    entitled_count = forms.IntegerField(label=_("有权投票"), min_value=0, initial=0, help_text=_("罢免的填写"))
    returned_count = forms.IntegerField(label=_("参加投票"), min_value=0, initial=0)
    in_favour_count = forms.IntegerField(label=_("赞成罢免"), min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        waiting = Leaving.objects.filter(member__election=self.election, is_passed=None)
        self.fields["leaving"].queryset = waiting.select_related("member")


class AnnounceForm(DeedForm):
    leaving = forms.ModelChoiceField(None, label=_("离任事项"))
    announced_on = DayField(label=_("公告日期"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        ended = Leaving.objects.filter(member__election=self.election, is_passed=True, announced_on=None)
        self.fields["leaving"].queryset = ended.select_related("member")


class ByElectForm(DeedForm):
    vacated = forms.ModelChoiceField(None, label=_("出缺席位"))
    name = forms.CharField(label=_("补选当选人"), max_length=40)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices)
    born_on = DayField(label=_("出生日期"), required=False)
    schooling = forms.ChoiceField(label=_("文化程度"), choices=[("", ""), *Schooling.choices], required=False)
    is_party_member = forms.BooleanField(label=_("中共党员"), required=False)
    is_party_secretary = forms.BooleanField(label=_("村（社区）党组织负责人"), required=False)
    held_on = DayField(label=_("补选日期"))
    entitled_count = forms.IntegerField(label=_("有权投票"), min_value=1)
    returned_count = forms.IntegerField(label=_("参加投票"), min_value=0)
    votes_count = forms.IntegerField(label=_("得票"), min_value=0)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        empty = self.election.members.exclude(left_on=None).filter(by_election=None)
        self.fields["vacated"].queryset = empty


class ResultForm(DeedForm):
    """The result form of one station, in the order of the paper."""

    printed = forms.IntegerField(label=_("印制选票"), min_value=0)
    issued = forms.IntegerField(label=_("发出选票"), min_value=0)
    spare = forms.IntegerField(label=_("剩余选票"), min_value=0)
    returned = forms.IntegerField(label=_("收回选票"), min_value=0)
    unreturned = forms.IntegerField(label=_("未收回选票"), min_value=0)
    valid = forms.IntegerField(label=_("有效票"), min_value=0)
    void = forms.IntegerField(label=_("废票"), min_value=0)

    def __init__(self, *args: Any, standing: list[Candidate], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.standing = standing
        for candidate in standing:
            name = f"votes_{candidate.pk}"
            field = forms.IntegerField(label=str(candidate), min_value=0, initial=0)
            self.fields[name] = field
            self.dress(name, field)

    def votes(self) -> dict[str, int]:
        return {str(each.pk): self.cleaned_data[f"votes_{each.pk}"] for each in self.standing}
