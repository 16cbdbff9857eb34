"""What each deed on a suggestion asks for. Every form knows the suggestion and the post, and offers only what fits both."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.suggestions.enums import Satisfaction
from linli.domains.suggestions.models import Assignment, Referral, Suggestion
from linli.domains.suggestions.queries import list_unheard
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm


class ColumnsField(LinesField):
    """One entry a line; a bar parts its columns."""

    def __init__(self, *, columns: tuple[str, ...], **kwargs: Any):
        super().__init__(rows=4, **kwargs)
        self.columns = columns

    def read_line(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) > len(self.columns) or not parts[0]:
            raise ValidationError(_("“%(line)s”读不懂，每行一条，各列用竖线隔开。") % {"line": line[:40]})
        if len(parts[0]) > 120:
            raise ValidationError(_("“%(line)s…”太长，不超过120字。") % {"line": line[:20]})
        return dict(zip(self.columns, parts, strict=False))


class RegisterForm(DescribedForm):
    congress = forms.CharField(label=_("届"), max_length=10, help_text=_("如：八届"))
    session = forms.CharField(label=_("次"), max_length=10, help_text=_("如：四次"))
    number = forms.IntegerField(label=_("号"), min_value=1)
    title = forms.CharField(label=_("案由"), max_length=120)
    text = forms.CharField(label=_("建议内容"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    questions = ColumnsField(
        label=_("子问题"), columns=("title", "text"), required=False, help_text=_("每行一个：题目|具体内容")
    )
    deputies = ColumnsField(
        label=_("代表"), columns=("name", "delegation"), help_text=_("每行一人：姓名|代表团，第一人为领衔代表")
    )
    is_public = forms.BooleanField(label=_("可以公开"), required=False, initial=True)


class DeedForm(DescribedForm):
    """The base of the forms below."""

    def __init__(self, *args: Any, suggestion: Suggestion, post: Post, **kwargs: Any):
        self.suggestion, self.post = suggestion, post
        super().__init__(*args, **kwargs)

    def units(self) -> Any:
        return Unit.objects.filter(division_id__gte=self.suggestion.division_id).filter(
            division_id__lt=self.suggestion.division.upper
        )


class AssignForm(DeedForm):
    lead = forms.ModelChoiceField(Unit.objects.none(), label=_("主办单位"))
    assistants = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("协办单位"), required=False, help_text=_("按住 Ctrl 可选多个")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = self.fields["assistants"].queryset = self.units()
        self.questions = {f"separate_{each.pk}": each for each in self.suggestion.questions.all()}
        for name, question in self.questions.items():
            label = _("分办单位：%(question)s") % {"question": question}
            help_text = _("这一问由别的单位单独答复时选，否则不选")
            self.fields[name] = forms.ModelChoiceField(self.units(), label=label, required=False, help_text=help_text)
            self.dress(name, self.fields[name])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        chosen = [(given.pop(name, None), question) for name, question in self.questions.items()]
        given["separate"] = [(unit, question) for unit, question in chosen if unit]
        if given.get("lead") in list(given.get("assistants", ())):
            self.add_error("assistants", _("主办单位不能同时协办，请去掉一处。"))
        return given


class ReturnForm(DeedForm):
    returned_on = DayField(label=_("退件日期"))
    reason = forms.CharField(label=_("退件理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(DeedForm):
    told_deputy_on = DayField(label=_("向代表说明的日期"))
    reason = forms.CharField(label=_("延期理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class DraftForm(DeedForm):
    number_word = forms.CharField(label=_("机关代字"), max_length=20, help_text=_("如：濮民文"))


class DeliverForm(DeedForm):
    delivered_on = DayField(label=_("送达日期"), help_text=_("同一份答复逐人送达每位代表"))


class HearForm(DeedForm):
    deputy = forms.ModelChoiceField(queryset=None, label=_("代表"))
    satisfaction = forms.ChoiceField(label=_("满意程度"), choices=Satisfaction.choices)
    reason = forms.CharField(
        label=_("理由"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("不满意的必须写明理由")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        waiting = [each.pk for each in list_unheard(self.suggestion)]
        self.fields["deputy"].queryset = self.suggestion.deputies.filter(pk__in=waiting)


class CloseForm(DeedForm):
    reason = forms.CharField(
        label=_("办结说明"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("评估后办结的写评估意见；代表逾期没有反馈的写明情况。已有代表不满意的，转入再次办理或者评估"),
    )


class OpinionForm(DeedForm):
    assignment = forms.ModelChoiceField(queryset=None, label=_("承办任务"))
    text = forms.CharField(label=_("办理意见"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Assignment.objects.filter(suggestion=self.suggestion, unit=self.post.unit, returned_on=None)
        self.fields["assignment"].queryset = own.select_related("unit")


class ReferForm(DeedForm):
    question = forms.ModelChoiceField(queryset=None, label=_("子问题"))
    to_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("建议转给"))
    reason = forms.CharField(label=_("转办理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = self.suggestion.questions.all()
        self.fields["to_unit"].queryset = self.units().exclude(pk=self.post.unit_id)


class PassForm(DeedForm):
    referral = forms.ModelChoiceField(queryset=None, label=_("转办事项"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        waiting = Referral.objects.filter(question__suggestion=self.suggestion, passed_on=None)
        self.fields["referral"].queryset = waiting.select_related("question", "to_unit")


class CommitForm(DeedForm):
    text = forms.CharField(label=_("承诺内容"), max_length=200, help_text=_("如：2021年再创建30个规范化社区"))
    figure_code = forms.ChoiceField(label=_("用哪个指标衡量"))
    increase = forms.IntegerField(label=_("增加多少"), min_value=1)
    due_on = DayField(label=_("完成期限"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["figure_code"].choices = [
            (each.code, f"{each.name}（{each.code}）") for each in all_indicators() if isinstance(each, Measure)
        ]
