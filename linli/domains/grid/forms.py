from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.grid.enums import Item
from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm


class AssessForm(DescribedForm):
    assessed_on = DayField(label=_("评估日期"))
    has_place = forms.BooleanField(label=Item.PLACE.label, required=False)
    has_staff = forms.BooleanField(label=Item.STAFF.label, required=False)
    has_rules = forms.BooleanField(label=Item.RULES.label, required=False)
    has_platform = forms.BooleanField(label=Item.PLATFORM.label, required=False)
    has_mechanism = forms.BooleanField(label=Item.MECHANISM.label, required=False)


class CloseForm(DescribedForm):
    closed_on = DayField(label=_("撤销日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class EndServiceForm(DescribedForm):
    until = DayField(label=_("离岗日期"), help_text=_("离岗的第一天"))
