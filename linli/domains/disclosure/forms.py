"""What each deed asks for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.disclosure.enums import Outcome
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm

MOST_CELLS = 12
MOST_ROWS = 500
BAR = re.compile(r"[|｜\t]")
LONG: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 600}


class TableField(LinesField):
    """A table as it is typed or pasted: a row a line, cells parted by a bar or a tab; the first row names the columns."""

    def read_line(self, line: str) -> list[str]:
        cells = [cell.strip() for cell in BAR.split(line)]
        if len(cells) > MOST_CELLS:
            raise ValidationError(_("表格一行最多%(most)d列。") % {"most": MOST_CELLS})
        return cells


class TextForm(DescribedForm):
    title = forms.CharField(label=_("标题"), max_length=120, help_text=_("如：2026年第三季度财务收支"))
    text = forms.CharField(label=_("正文"), max_length=8000, widget=forms.Textarea(attrs={"rows": 10}))
    table = TableField(
        label=_("附表"),
        required=False,
        rows=6,
        help_text=_("每行一行，各列用竖线隔开，也可以从表格软件粘贴；第一行写栏目名。不写证件号码、电话、银行账号。"),
    )

    def clean_table(self) -> list[list[str]]:
        rows = list(self.cleaned_data["table"] or [])
        if len(rows) > MOST_ROWS:
            raise ValidationError(_("表格最多%(most)d行，请分开公布。") % {"most": MOST_ROWS})
        return rows


class PostForm(DescribedForm):
    posted_on = DayField(label=_("公布日期"), help_text=_("上墙的那一天，公布期限从次日起算"))


class DownForm(DescribedForm):
    taken_down_on = DayField(label=_("撤下日期"))


class ReasonForm(DescribedForm):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=300)


class WithdrawForm(DownForm):
    reason = forms.CharField(label=_("不得不提前撤下的理由"), help_text=_("作为违规记录公开"), max_length=300)


class AskForm(DescribedForm):
    text = forms.CharField(label=_("质疑内容"), **LONG)
    asked_on = DayField(label=_("提出日期"))
    asker = forms.CharField(label=_("提出人"), max_length=40, required=False, help_text=_("可以不留姓名，不公开"))
    contact = forms.CharField(label=_("联系方式"), max_length=60, required=False, help_text=_("可以不留，不公开"))


class AnswerForm(DescribedForm):
    answer = forms.CharField(label=_("答复"), help_text=_("会公开"), **LONG)
    outcome = forms.ChoiceField(label=_("办理结果"), choices=[("", ""), *Outcome.choices])


class RunForm(DescribedForm):
    subject = forms.CharField(label=_("办理事由"), max_length=120, help_text=_("会公开，不写个人姓名和证件号码"))
    started_on = DayField(label=_("开始日期"))


class StepForm(DescribedForm):
    done_on = DayField(label=_("办理日期"))
    note = forms.CharField(label=_("办理情况"), max_length=200, help_text=_("会公开"))


class StopForm(ReasonForm):
    ended_on = DayField(label=_("终止日期"))


class StepsField(LinesField):
    """One step a line: what, who, working days, material."""

    def read_line(self, line: str) -> dict[str, Any]:
        title, who, days, material = (*(each.strip() for each in BAR.split(line)), "", "", "")[:4]
        if not title or not who or not (days or "0").isdigit() or len(days) > 3:
            raise ValidationError(
                _("“%(line)s”读不懂，每行写：环节|责任人|工作日|材料，不限时的写0。") % {"line": line[:40]}
            )
        return {"title": title[:80], "who": who[:60], "working_days": int(days or 0), "material": material[:200]}


class StepsForm(DescribedForm):
    steps = StepsField(
        label=_("流程环节"),
        rows=8,
        help_text=_("每行一步：环节|责任人|工作日|材料，如“监督委员会审核|监督委员会|3|审核章”"),
    )
