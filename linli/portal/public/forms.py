"""What residents type on the public pages: few fields, plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.enums import Stance

WORDS = {"required": _("请填写这一项。"), "max_length": _("写得太长了，最多%(limit_value)d个字。")}


class PlainForm(forms.Form):
    """Inputs that say what is wrong with them, and are tied to it for a screen reader."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= WORDS
            # The server says what is missing, in Chinese, on every telephone.
            self.use_required_attribute = False


def _code() -> forms.CharField:
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=_("参与码"),
        max_length=30,
        widget=forms.TextInput(attrs=attrs),
        help_text=_("纸条上的10位字母和数字，大小写、空格都可以"),
    )


class OpinionForm(PlainForm):
    code = _code()
    stance = forms.ChoiceField(label=_("您的态度"), choices=Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("您的意见"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("不写身份证号码、电话。截止以前可以再填一次来更正"),
    )


class VoteForm(PlainForm):
    code = _code()
    option = forms.TypedChoiceField(label=_("您的选择"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, options: list[str], question: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = list(enumerate(options, 1))
        self.fields["option"].label = question


class AskForm(PlainForm):
    text = forms.CharField(
        label=_("您的问题"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("会和答复一起公开，不写身份证号码、电话和银行卡号"),
    )
    asker = forms.CharField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("加密保存，不公开，只给办理的人看"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        help_text=_("可以不填。加密保存，不公开，保存期限为办结后三年"),
    )


class ReceiptForm(PlainForm):
    number = forms.CharField(
        label=_("回执号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("提问以后给您的10位字母和数字"),
    )
