"""Files that come back, and for what personal values are to be seen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.kernel.exchange.workbooks.guard import MEGABYTE
from linli.kernel.ui.forms import DescribedForm

MOST_BYTES_OF_ALL = 200 * MEGABYTE


class HandInForm(DescribedForm):
    file = forms.FileField(
        label=_("填好的工作簿"),
        help_text=_("从本页取出、填好并保存的 .xlsx 文件。没有改过的格子不动；网页上后来改过的格子不会被盖掉。"),
        error_messages={"required": _("请先选择工作簿文件。"), "empty": _("这个文件是空的，请选择填好的工作簿。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        found = [super(ManyFilesField, self).clean(each, initial) for each in files]
        if sum(each.size for each in found) > MOST_BYTES_OF_ALL:
            raise ValidationError(_now("一次最多交回200 MB，请分几次。"))
        return found


class HandInManyForm(DescribedForm):
    files = ManyFilesField(
        label=_("填好的工作簿"),
        help_text=_("可一次选几十个 .xlsx 文件；更多的，请压成一个 .zip 再选。每个文件各收各的，有问题的逐个说明。"),
        error_messages={"required": _("请先选择文件。"), "empty": _("有一个文件是空的，请重新选择。")},
        widget=ManyFiles(attrs={"accept": ".xlsx,.zip"}),
    )


class RevealForm(DescribedForm):
    reason = forms.CharField(
        label=_("查看原文的理由"), max_length=200, help_text=_("写明办什么事需要身份证号、电话的原文；会记入审计。")
    )
