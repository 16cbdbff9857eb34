"""Candidates, their relatives, those who count, proxies and stations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import (
    Ground,
    Nominator,
    Office,
    Relation,
    Schooling,
    Sex,
    TellerRole,
)
from linli.domains.elections.forms.base import DeedForm, VoterField, WithVoters
from linli.kernel.ui.fields import DayField


class PersonFields(WithVoters):
    """What the structure of the committee is counted from."""

    office = forms.ChoiceField(label=_("职务"), choices=Office.choices)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, help_text=_("选民名单已有的，以名单为准"))
    schooling = forms.ChoiceField(label=_("文化程度"), choices=[("", ""), *Schooling.choices], required=False)
    is_party_member = forms.BooleanField(label=_("中共党员"), required=False)
    is_party_secretary = forms.BooleanField(label=_("村（社区）党组织负责人"), required=False)
    is_first_time = forms.BooleanField(label=_("首次参选（现任成员不勾）"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(each, Office(each).label) for each in self.election.seats]


class NominateForm(PersonFields):
    voter = VoterField(label=_("被提名人"))
    nominator = forms.ChoiceField(
        label=_("提名方"), choices=[each for each in Nominator.choices if each[0] != Nominator.WRITE_IN]
    )
    supporters_count = forms.IntegerField(label=_("联名人数"), min_value=0, initial=0)
    nominated_on = DayField(label=_("提名日期"))
    field_order = ("voter", "office", "nominator", "supporters_count", "nominated_on")


class WriteInForm(PersonFields):
    voter = VoterField(label=_("另选的人"))
    field_order = ("voter", "office")


class KinForm(WithVoters):
    one = VoterField(label=_("选民"))
    relation = forms.ChoiceField(label=_("近亲属关系"), choices=Relation.choices)
    other = VoterField(label=_("另一名选民"), required=False)
    member = forms.ModelChoiceField(None, label=_("或选举委员会成员"), required=False)
    teller = forms.ModelChoiceField(None, label=_("或计票工作人员"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.election.committee.filter(left_on=None)
        self.fields["teller"].queryset = self.election.tellers.filter(left_on=None)


class TellerForm(WithVoters):
    role = forms.ChoiceField(label=_("分工"), choices=TellerRole.choices)
    voter = VoterField(label=_("选民"), required=False)
    name = forms.CharField(label=_("姓名"), max_length=100, required=False, help_text=_("不在选民名单上的填写"))
    approved_on = DayField(label=_("通过日期"))


class LeaveCountForm(DeedForm):
    teller = forms.ModelChoiceField(None, label=_("计票工作人员"))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["teller"].queryset = self.election.tellers.filter(left_on=None)


class CandidateForm(DeedForm):
    candidate = forms.ModelChoiceField(None, label=_("候选人"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["candidate"].queryset = self.offered()

    def offered(self) -> Any:
        return self.election.candidates.filter(struck_on=None)


class ReviewForm(CandidateForm):
    ground = forms.ChoiceField(label=_("审查结论"), choices=Ground.choices, required=False)

    def offered(self) -> Any:
        return super().offered().exclude(reviews__unit=self.post.unit_id)


class WithdrawForm(CandidateForm):
    reason = forms.CharField(label=_("书面放弃的理由"), max_length=200)


class PassOverForm(CandidateForm):
    reason = forms.CharField(
        label=_("理由"), max_length=200, required=False, help_text=_("得票相等再次投票的，写明结果")
    )


class MeetingForm(DeedForm):
    meeting_on = DayField(label=_("见面日期"))


class ProxyForm(WithVoters):
    principal = VoterField(label=_("委托人"))
    agent = VoterField(label=_("受托人"))
    is_kin = forms.BooleanField(label=_("近亲属"), required=False)
    written_on = DayField(label=_("书面委托日期"), required=False)


class WithdrawProxyForm(DeedForm):
    proxy = forms.ModelChoiceField(None, label=_("委托"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        live = self.election.proxies.filter(withdrawn_on=None)
        self.fields["proxy"].queryset = live.select_related("principal", "agent")


class StationForm(DeedForm):
    name = forms.CharField(label=_("名称"), max_length=60)
    is_mobile = forms.BooleanField(label=_("流动票箱"), required=False)
    staff_count = forms.IntegerField(label=_("工作人员人数"), min_value=1, max_value=200)
    staff = forms.CharField(label=_("工作人员姓名"), max_length=200, required=False)
