from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import CaseKind
from linli.domains.committees.models import Case, Committee
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


class AcceptCodeForm(DescribedForm):
    code = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    code_assigned_on = DayField(label=_("赋码日期"))
    reason = forms.CharField(
        label=_("采用理由"), max_length=200, help_text=_("如：早期试点赋码，写明批准文号；理由随代码一并保存")
    )


class OpenCaseForm(DescribedForm):
    """What a new certificate case is about."""

    kind = forms.ChoiceField(label=_("办理事项"), choices=CaseKind.choices)
    reason = forms.CharField(label=_("事由"), max_length=200)
    successor = forms.ModelChoiceField(
        label=_("并入的组织"), queryset=None, required=False, help_text=_("只在撤并注销时填写")
    )

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any):
        super().__init__(*args, **kwargs)
        nearby = Committee.objects.filter(dissolved_on=None, division__parent=committee.division.parent)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = nearby.exclude(pk=committee.pk).order_by("division_id")


class LostForm(DescribedForm):
    lost_on = DayField(label=_("声明作废日期"))
    notice = forms.CharField(label=_("声明刊登处"), max_length=120, help_text=_("如：濮阳日报2026年3月2日第4版"))


class CaseForm(DescribedForm):
    """The base of the forms of a case's steps."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        self.case = case
        super().__init__(*args, **kwargs)


class SubmitForm(CaseForm):
    head_name = forms.CharField(label=_("法定代表人"), max_length=40, required=False, help_text=_("依法产生的现任主任"))
    materials = forms.CharField(
        label=_("提交材料"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如：选举结果公告、申请表、原证书"),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        kwargs.setdefault("initial", {"head_name": case.head_name, "materials": case.materials})
        super().__init__(*args, case=case, **kwargs)


class ReasonForm(CaseForm):
    reason = forms.CharField(label=_("理由"), max_length=200)


class IssueCaseForm(CaseForm):
    certificate_no = forms.CharField(label=_("证书编号"), max_length=40)
    issued_on = DayField(label=_("发证日期"))
    expires_on = DayField(label=_("有效期至"))


class EndForm(CaseForm):
    ended_on = DayField(label=_("收回或者撤并日期"))


class CompareForm(DescribedForm):
    file = forms.FileField(
        label=_("国家系统导出的工作簿"),
        help_text=_("Excel 工作簿（.xlsx），须有“组织名称”“统一社会信用代码”两栏；有“法定代表人”栏的一并比对。"),
        error_messages={"required": _("请先选择文件。"), "empty": _("这个文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
