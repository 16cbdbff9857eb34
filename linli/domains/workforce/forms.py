from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class LapseForm(DescribedForm):
    lapsed_on = DayField(label=_("失效日期"), help_text=_("不再有效的第一天"))
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("如：取得更高级别证书、证书被撤销"))
