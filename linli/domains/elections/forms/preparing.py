"""The plan, the election committee and the list of voters."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import (
    Mode,
    Sex,
)
from linli.domains.elections.forms.base import LONG, DeedForm, VoterField, WithVoters
from linli.domains.elections.rules.registering import KINDS
from linli.kernel.ui.fields import DayField, LinesField

MOST_NUMBERS = 20_000


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
    counts_void = forms.TypedChoiceField(
        label=_("废票"),
        choices=[("yes", _("计入参加投票人数")), ("no", _("不计入参加投票人数"))],
        coerce=lambda value: value == "yes",
        empty_value=True,
        required=False,
        initial="yes",
        help_text=_("法律没有写明，按本次选举办法选择"),
    )
    has_candidates = forms.TypedChoiceField(
        label=_("候选人"),
        choices=[("yes", _("先确定候选人")), ("no", _("不确定候选人，选民写自己要选的人"))],
        coerce=lambda value: value == "yes",
        empty_value=True,
        required=False,
        initial="yes",
        help_text=_("不确定候选人的，另填下面两个日期"),
    )
    open_ballot_agreed_on = DayField(label=_("会议同意不确定候选人日期"), required=False)
    open_ballot_filed_on = DayField(label=_("报乡镇备案日期"), required=False)


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
        self.fields["objection"].label_from_instance = lambda objection: objection.gist
