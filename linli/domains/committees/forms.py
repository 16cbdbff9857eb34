from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class IssueForm(DescribedForm):
    certificate_no = forms.CharField(label=_("证书编号"), max_length=40)
    issued_on = DayField(label=_("发证日期"))
    expires_on = DayField(label=_("证书有效期至"))


class WithdrawForm(DescribedForm):
    withdrawn_on = DayField(label=_("证书收回日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class DissolveForm(DescribedForm):
    dissolved_on = DayField(label=_("撤销日期"))
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("如：村庄合并，写明批准文号"))
