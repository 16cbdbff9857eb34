from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import Applicant, Relation, Right, Sex
from linli.domains.residents.models.kinds import CARE_CHOICES, TAG_CHOICES
from linli.kernel.accounts.models import Post
from linli.kernel.ui.fields import DayField, PlaceField, half_width
from linli.kernel.ui.forms import DescribedForm


class NumberField(forms.CharField):
    """A document's or a telephone's number, however it was typed."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return half_width(super().to_python(value))


class LookUpForm(DescribedForm):
    id_number = NumberField(label=_("证件号码"), required=False, max_length=40)
    phone = NumberField(label=_("联系电话"), required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("id_number")) == bool(values.get("phone")):
            raise forms.ValidationError(_("请填写证件号码或联系电话中的一项，须是完整号码。"))
        return values


class RevealForm(DescribedForm):
    reason = forms.CharField(
        label=_("查看理由"), max_length=200, help_text=_("如：核对低保申请材料。理由、时间和您的岗位都会记入审计。")
    )


class SettleForm(DescribedForm):
    quarter = forms.CharField(label=_("小区或建筑"), max_length=80, required=False)
    building = forms.CharField(label=_("楼栋"), max_length=40, required=False)
    unit = forms.CharField(label=_("单元"), max_length=40, required=False)
    room = forms.CharField(label=_("门牌"), max_length=120, required=False, help_text=_("与小区同时填写"))
    grid_name = forms.CharField(label=_("所属网格"), max_length=60, required=False)
    household = forms.CharField(label=_("户编号"), max_length=40, required=False)
    relation = forms.ChoiceField(label=_("与户主关系"), choices=[("", ""), *Relation.choices], required=False)


class MoveOutForm(DescribedForm):
    left_on = DayField(label=_("迁出日期"))
    left_to = forms.CharField(label=_("迁往地"), max_length=200, required=False)


class DeathForm(DescribedForm):
    died_on = DayField(label=_("死亡日期"))


class MergeForm(DescribedForm):
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("写明与哪一份档案重复"))


class BirthForm(DescribedForm):
    name = forms.CharField(label=_("孩子姓名"), max_length=100)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices)
    born_on = DayField(label=_("出生日期"))
    certificate_no = NumberField(label=_("出生医学证明编号"), max_length=40, required=False)


class CareForm(DescribedForm):
    kind = forms.ChoiceField(label=_("关爱类别"), choices=CARE_CHOICES)
    since = DayField(label=_("纳入日期"))


class TagForm(DescribedForm):
    kind = forms.ChoiceField(label=_("标签"), choices=TAG_CHOICES)
    since = DayField(label=_("起始日期"))


class EndForm(DescribedForm):
    until = DayField(label=_("终止日期"))


class RightsForm(DescribedForm):
    right = forms.ChoiceField(label=_("请求"), choices=Right.choices)
    applicant = forms.ChoiceField(label=_("请求人"), choices=Applicant.choices, help_text=_("请先核验请求人的身份证件"))
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)


class TransferForm(DescribedForm):
    name = forms.CharField(label=_("姓名"), max_length=100)
    id_number = NumberField(label=_("证件号码"), max_length=40)

    def __init__(self, post: Post, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["division"] = PlaceField(post=post, label=_("转入的村（社区）"))
        self.dress("division", self.fields["division"])


class AnswerForm(DescribedForm):
    reason = forms.CharField(label=_("理由"), max_length=200)
