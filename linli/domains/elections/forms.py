"""What each deed on an election asks for. Every form knows the election and the post, and offers only what fits both."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.elections import queries
from linli.domains.elections.enums import (
    ComplaintState,
    Ground,
    LeavingKind,
    Mode,
    Nominator,
    Office,
    Relation,
    Schooling,
    Sex,
    TellerRole,
)
from linli.domains.elections.models import Candidate, Election, Leaving
from linli.domains.elections.rules.registering import KINDS
from linli.kernel.accounts.models import Post
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm

MOST_NUMBERS = 20_000
LONG = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 400}


class CompleteForm(DescribedForm):
    completed_on = DayField(label=_("完成日期"))


class DeedForm(DescribedForm):
    """The base of the forms below."""

    def __init__(self, *args: Any, election: Election, post: Post, **kwargs: Any):
        self.election, self.post = election, post
        super().__init__(*args, **kwargs)


class VoterField(forms.IntegerField):
    """A voter of the election, by the number on the list."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, help_text=_("填选民编号"), **kwargs)
        self.election: Election | None = None

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is None or self.election is None:
            return None
        found = queries.list_voters(self.election).filter(number=number).first()
        if found is None:
            raise ValidationError(_("选民名单上没有%(number)d号。") % {"number": number})
        return found


class WithVoters(DeedForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, VoterField):
                field.election = self.election


class PlanForm(DeedForm):
    mode = forms.ChoiceField(label=_("选举方式"), choices=Mode.choices)
    election_on = DayField(label=_("选举日"), help_text=_("各环节的期限从这一天倒推"))
    head_count = forms.IntegerField(label=_("应选主任"), min_value=1, max_value=1, initial=1)
    deputy_count = forms.IntegerField(label=_("应选副主任"), min_value=0, max_value=5, initial=0)
    member_count = forms.IntegerField(label=_("应选委员"), min_value=1, max_value=8)
    women_count = forms.IntegerField(
        label=_("妇女委员专设名额"), min_value=0, max_value=8, initial=1, help_text=_("委员名额中由妇女专职专选的名额")
    )
    is_merged = forms.BooleanField(label=_("没有当选高职的，得票并入低职计算"), required=False, initial=True)


class CommitteeField(LinesField):
    """One person a line: name, votes, and 主任 or 候补 where they are."""

    def read_line(self, line: str) -> dict[str, Any]:
        name, votes, part = (*(each.strip() for each in re.split(r"[|｜]", line)), "", "")[:3]
        if not name or not votes.isdigit() or part not in ("", "主任", "候补"):
            raise ValidationError(
                _("“%(line)s”读不懂，每行写：姓名|得票，主任和候补的再加“|主任”“|候补”。") % {"line": line[:40]}
            )
        return {"name": name[:40], "votes_count": int(votes), "is_head": part == "主任", "is_reserve": part == "候补"}


class CommitteeForm(DeedForm):
    joined_on = DayField(label=_("推选日期"))
    members = CommitteeField(
        label=_("成员"), rows=9, help_text=_("每行一人：姓名|得票，如“甘某|120|主任”“丰某|98”“路某|60|候补”")
    )


class HeadForm(DeedForm):
    member = forms.ModelChoiceField(None, label=_("主任"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.election.committee.filter(left_on=None, is_reserve=False)


class RegisterVoterForm(DeedForm):
    name = forms.CharField(label=_("姓名"), max_length=100)
    kind = forms.ChoiceField(label=_("登记类型"))
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, required=False, help_text=_("用于全市查重，加密保存")
    )
    sex = forms.ChoiceField(label=_("性别"), choices=[("", ""), *Sex.choices], required=False)
    born_on = DayField(label=_("出生日期"))
    household = forms.CharField(label=_("户编号"), max_length=40, required=False)
    is_deprived = forms.BooleanField(label=_("依法被剥夺政治权利"), required=False)
    stated_on = DayField(label=_("本人表示参加日期"), required=False, help_text=_("不在本村居住的填写"))
    since = DayField(label=_("居住或工作开始日期"), required=False, help_text=_("户籍不在本地的填写"))
    applied_on = DayField(label=_("本人申请日期"), required=False, help_text=_("户籍不在本地的填写"))
    agreed_on = DayField(label=_("会议同意或确认日期"), required=False, help_text=_("户籍不在本地的填写"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in KINDS[self.election.kind]]


class NumbersField(forms.CharField):
    """Numbers of voters: 1-20、25、31."""

    def to_python(self, value: Any) -> list[int]:
        found: list[int] = []
        for part in re.split(r"[,，、;；\s]+", super().to_python(value).strip()):
            match = re.fullmatch(r"(\d{1,6})(?:[-—~～](\d{1,6}))?", part)
            if match is None:
                raise ValidationError(_("“%(part)s”读不懂，请写成“1-20、25”的样子。") % {"part": part[:20]})
            found += range(int(match[1]), int(match[2] or match[1]) + 1)
            if len(found) > MOST_NUMBERS:
                raise ValidationError(_("编号太多，请核对范围。"))
        return found


class PartsForm(DeedForm):
    is_representative = forms.TypedChoiceField(
        label=_("指定为"),
        choices=[("no", _("户代表")), ("yes", _("居民代表"))],
        coerce=lambda value: value == "yes",
    )
    numbers = NumbersField(
        label=_("选民编号"), help_text=_("如“1-20、25”；没有列入的不再是代表"), widget=forms.Textarea(attrs={"rows": 3})
    )


class StrikeForm(WithVoters):
    voter = VoterField(label=_("选民"))
    reason = forms.CharField(label=_("除名原因"), max_length=200)


class PostedForm(DeedForm):
    posted_on = DayField(label=_("公布日期"))


class ObjectionForm(DeedForm):
    raised_by_name = forms.CharField(label=_("申诉人"), max_length=40)
    text = forms.CharField(label=_("异议内容"), **LONG)
    raised_on = DayField(label=_("提出日期"))


class DecideForm(DeedForm):
    objection = forms.ModelChoiceField(None, label=_("名单异议"))
    decision = forms.CharField(label=_("处理决定"), **LONG)
    decided_on = DayField(label=_("处理日期"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["objection"].queryset = self.election.objections.filter(decided_on=None)


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


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("理由"), **LONG)


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
