from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class CertifyForm(DescribedForm):
    code = forms.CharField(label=_("认定编号"), max_length=40)
    issued_on = DayField(label=_("认定日期"))


class WithdrawForm(DescribedForm):
    withdrawn_on = DayField(label=_("撤销日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)
