from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.enums import Ballot, Bar
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm


class SolveForm(DescribedForm):
    solved_on = DayField(label=_("解决日期"))


class AcceptForm(DescribedForm):
    bar = forms.ChoiceField(label=_("不得协商的情形"), choices=Bar.choices, required=False)
    review = forms.CharField(label=_("预审意见"), max_length=300)


class RefuseForm(DescribedForm):
    bar = forms.ChoiceField(label=_("不得协商的情形"), choices=[each for each in Bar.choices if each[0]])


class OptionsField(LinesField):
    """One option a line."""

    def read_line(self, line: str) -> str:
        return line[:60]


class NotifyForm(DescribedForm):
    meeting_on = DayField(label=_("协商日期"))
    voices_from = DayField(
        label=_("网上参与开始日期"), required=False, help_text=_("不在网上征求意见的，两个日期都不填")
    )
    voices_until = DayField(label=_("网上参与截止日期"), required=False, help_text=_("含当日，不晚于协商日期"))
    ballot = forms.ChoiceField(
        label=_("意向表决方式"),
        choices=[("", ""), *(each for each in Ballot.choices if each[0])],
        required=False,
        help_text=_("通报以后不能更改。仅供参考，不代替村（居）民会议表决"),
    )
    ballot_question = forms.CharField(label=_("表决事项"), max_length=200, required=False)
    ballot_options = OptionsField(label=_("表决选项"), rows=4, required=False, help_text=_("每行一个，2到8个"))

    def clean_ballot_options(self) -> list[str]:
        return list(self.cleaned_data["ballot_options"] or [])


class DeskForm(DescribedForm):
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("当面核对证件后填写，只用来在居民登记里找到本人，不保存"),
    )


class BulkForm(DescribedForm):
    again = forms.BooleanField(
        label=_("全部重新制发：以前印发的参与码一律作废"), required=False, help_text=_("只在整批纸条丢失时勾选")
    )


class MinutesForm(DescribedForm):
    minutes = forms.CharField(
        label=_("会议记录"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class SignInForm(DescribedForm):
    kind = forms.CharField(label=_("参与方"), max_length=40, help_text=_("如：居民代表、非户籍居民代表、物业企业"))
    people_count = forms.IntegerField(label=_("签到人数"), min_value=1)


class OpinionForm(DescribedForm):
    kind = forms.CharField(label=_("参与方"), max_length=40)
    text = forms.CharField(label=_("意见"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))


class DutiesField(LinesField):
    """One duty a line: what is to be done, and who does it."""

    def read_line(self, line: str) -> str:
        return line[:200]


class ConcludeForm(DescribedForm):
    held_on = DayField(label=_("协商日期"))
    conclusion = forms.CharField(label=_("协商结论"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    duties = DutiesField(
        label=_("责任清单"), rows=4, required=False, help_text=_("每行一件，写明做什么、谁负责、何时完成")
    )


class PostedForm(DescribedForm):
    posted_on = DayField(label=_("公示日期"))


class FeedbackForm(DescribedForm):
    feedback = forms.CharField(label=_("反馈内容"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))
    asked_count = forms.IntegerField(label=_("评价人数"), min_value=0, initial=0)
    satisfied_count = forms.IntegerField(label=_("满意人数"), min_value=0, initial=0)
