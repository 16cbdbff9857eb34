"""What a person hands in about a change of the tree."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions.enums import Verdict
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import key_of
from linli.kernel.ui.forms import DescribedForm

MAX_BYTES = 20 * 1024 * 1024


class ListForm(DescribedForm):
    file = forms.FileField(
        label=_("区划名单"),
        help_text=_("CSV 或 CSV.gz，UTF-8 或 GB18030；含 code、name、level、parent_code 四列，按代码从小到大排列。"),
        error_messages={"required": _("请先选择名单文件。"), "empty": _("这个文件是空的，请选择有内容的名单。")},
        widget=forms.FileInput(attrs={"accept": ".csv,.gz"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("这个文件超过20兆字节。全国的名单请压缩成 CSV.gz。"))
        return file


class DecisionForm(forms.Form):
    """A verdict, and the code of the heir where it asks for one."""

    verdict = forms.ChoiceField(
        choices=[each for each in Verdict.choices if each[0]], error_messages={"required": _("请先选择一项。")}
    )
    heir = forms.CharField(required=False, max_length=15)

    def clean_heir(self) -> int | None:
        text = self.cleaned_data["heir"].strip()
        try:
            return key_of(text) if text else None
        except Division.DoesNotExist:
            raise ValidationError(_("承接区划应填12位代码。")) from None
