"""What the counter asks, and what each step asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.attestations import queries
from linli.domains.attestations.models import Application
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division, Level
from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm

MOST_PLACES = 300


class ReceiveForm(DescribedForm):
    """By purpose, not by wish: what for, for whom, and what the other side asked to be certified."""

    division = forms.ModelChoiceField(label=_("村（社区）"), queryset=Division.objects.none())
    applicant_name = forms.CharField(label=_("申请人"), max_length=40)
    purpose = forms.CharField(label=_("办什么事"), max_length=200, help_text=_("如：孩子入学报名、申请临时救助"))
    recipient = forms.CharField(label=_("交给哪个单位"), max_length=100)
    wanted = forms.CharField(
        label=_("对方要求证明什么"), max_length=200, required=False, help_text=_("照对方的原话填；不知道的不填")
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["division"]
        assert isinstance(field, forms.ModelChoiceField)
        low, high = post.places[0].range
        field.queryset = Division.objects.filter(level=Level.VILLAGE, code__gte=low, upper__lte=high).order_by("code")
        if len(places := list(field.queryset[:2])) == 1:
            field.initial = places[0].pk


class ApplicationForm(DescribedForm):
    """The base of the forms of an application's steps."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any):
        self.application = application
        super().__init__(*args, **kwargs)


class AcceptForm(ApplicationForm):
    item = forms.ChoiceField(label=_("清单事项"), required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any):
        super().__init__(*args, application=application, **kwargs)
        self.items = queries.items_for(application.division, application.received_on)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        kept = application.item_name or _("请选择")
        field.choices = [("", kept), *((str(each.pk), f"{each.name}（{each.basis}）") for each in self.items)]

    def clean_item(self) -> Any:
        chosen = self.cleaned_data["item"]
        if not chosen and not self.application.item_name:
            raise ValidationError(_("请选定清单上的事项；没有相符的，请办理“不予出具”。"))
        return next((each for each in self.items if str(each.pk) == chosen), None)


class ReasonForm(ApplicationForm):
    reason = forms.CharField(label=_("理由"), max_length=200)


class PromiseForm(ApplicationForm):
    facts = forms.CharField(
        label=_("承诺的事实"),
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照申请人说的写成完整的话，如：本人自2019年起在本村居住，家庭没有其他住房"),
    )


class FoundForm(ApplicationForm):
    verified_how = forms.CharField(
        label=_("核实方式"), max_length=200, help_text=_("如：查对登记簿、入户查看、向邻居了解")
    )
    finding = forms.CharField(
        label=_("核实情况"), max_length=300, help_text=_("写成可以接在姓名后面的一句话，如：自2019年起在本村居住")
    )


class VerifyForm(FoundForm):
    verified_on = DayField(label=_("核实日期"))
    consulted_on = DayField(label=_("居民协商日期"), required=False, help_text=_("须经居民协商同意的事项填写"))
