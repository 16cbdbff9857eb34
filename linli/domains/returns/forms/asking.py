"""What the asking unit and the guard type."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.enums import Rhythm
from linli.domains.returns.models import Request
from linli.domains.returns.models.facts import KINDS
from linli.domains.returns.queries.facts import labels
from linli.domains.returns.rules.forms import Kind
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange.spec import all_specs
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm

OTHER, NEW, NOTHING = "other", "new", "nothing"
MOST_PLACES = 200


class UploadForm(DescribedForm):
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("部门平时下发的表格原样上传：.xlsx、.xls 或 CSV，不超过5MB。不必改格式，留空表即可。"),
        error_messages={"required": _("请先选择表格文件。"), "empty": _("这个文件是空的，请选择有内容的表格。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class ChoicesField(LinesField):
    """One choice a line."""

    def read_line(self, line: str) -> str:
        return line[:60]


class ColumnForm(DescribedForm):
    """What one column asks for: a fact that is known, a new one, or none."""

    way = forms.ChoiceField(
        label=_("这一列填的是"),
        choices=[(OTHER, _("已有的事实")), (NEW, _("新事实")), (NOTHING, _("不对应事实（备注一类）"))],
        widget=forms.RadioSelect,
    )
    fact = forms.CharField(label=_("已有的事实"), max_length=160, required=False)
    is_personal = forms.BooleanField(label=_("个人信息（加密保存）"), required=False)
    is_required = forms.BooleanField(label=_("必填"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["way"].widget.attrs["class"] = "form-check-input"

    def clean_fact(self) -> str:
        """The code of the fact that the text names, by its whole label or by a name that only one fact has."""
        text, known = self.cleaned_data["fact"].strip(), labels()
        if not text or text in known:
            return known[text].code if text else ""
        named = [label for label in known if label.rpartition("·")[2] == text]
        if len(named) == 1:
            return known[named[0]].code
        near = named or [label for label in known if text in label][:5]
        if near:
            raise ValidationError(_("有几个相近的事实，请选定一个：%(list)s。") % {"list": "、".join(near)})
        raise ValidationError(_("没有叫“%(text)s”的事实。请换一个词查找，或者选“新事实”。") % {"text": text[:40]})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("way") == OTHER and not said.get("fact") and "fact" not in self.errors:
            self.add_error("fact", _("请输入几个字，从列出的事实中选一个。"))
        return said


class NewFactForm(DescribedForm):
    """A fact that no register has, for the dictionary."""

    name = forms.CharField(label=_("事实名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS)
    choices = ChoicesField(label=_("选项"), rows=3, required=False, help_text=_("类型为“选项”时填写，每行一个"))
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    definition = forms.CharField(
        label=_("口径"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("怎样算、截至何时、包括什么、不包括什么"),
    )
    valid_days = forms.IntegerField(
        label=_("有效期（天）"),
        min_value=1,
        max_value=3660,
        required=False,
        help_text=_("空着表示一直有效；过期的值仍预填，但请基层核对"),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == Kind.CHOICE and not said.get("choices"):
            self.add_error("choices", _("请写出各个选项，每行一个。"))
        return said


class DefineForm(DescribedForm):
    definition = forms.CharField(label=_("口径"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    valid_days = forms.IntegerField(
        label=_("有效期（天）"), min_value=1, max_value=3660, required=False, help_text=_("空着表示一直有效")
    )


class HeaderForm(DescribedForm):
    sheet = forms.ChoiceField(label=_("工作表"))
    top = forms.IntegerField(label=_("表头从第几行"), min_value=1, max_value=100)
    bottom = forms.IntegerField(label=_("到第几行"), min_value=1, max_value=100)

    def __init__(self, request: Request, *args: Any, **kwargs: Any):
        top, bottom = request.form["header_rows"]
        kwargs.setdefault("initial", {"sheet": request.form["sheet"], "top": top, "bottom": bottom})
        super().__init__(*args, **kwargs)
        names = request.preview.get("sheets") or [request.form["sheet"]]
        self.fields["sheet"].choices = [(name, name) for name in names]


class PlacesField(LinesField):
    """One division a line, as its 12-digit code; the name may follow it."""

    def read_line(self, line: str) -> str:
        code = line.split(maxsplit=1)[0]
        try:
            return get_division(code).short_code
        except Division.DoesNotExist:
            message = _("“%(line)s”不是区划代码，请每行写一个12位代码。")
            raise ValidationError(message % {"line": line[:40]}) from None


class DescribeForm(DescribedForm):
    """Why it is asked, of whom, how often, until when."""

    title = forms.CharField(label=_("报表名称"), max_length=120)
    basis = forms.CharField(
        label=_("制发依据"),
        max_length=300,
        help_text=_("法律、法规或文件的名称、文号和条款"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    payer = forms.CharField(
        label=_("经费由谁承担"), max_length=120, help_text=_("委托基层办理的，经费由委托的部门承担")
    )
    rhythm = forms.ChoiceField(label=_("频次"), choices=Rhythm.choices)
    begins_on = DayField(label=_("开始日期"))
    ends_on = DayField(label=_("停止日期"), help_text=_("必须写明；到期自动停止"))
    due_days = forms.IntegerField(
        label=_("填报期限（工作日）"),
        min_value=0,
        max_value=60,
        help_text=_("每期结束后几个工作日内报送；每日报表为当日"),
    )
    rows_of = forms.ChoiceField(label=_("每行取自"), required=False)
    places = forms.MultipleChoiceField(label=_("填报范围"), required=False, widget=forms.CheckboxSelectMultiple)
    more_places = PlacesField(
        label=_("另加的区划"), rows=2, required=False, help_text=_("只要个别乡镇或村的，每行写一个12位代码")
    )

    def __init__(self, request: Request, post: Post, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_personal = any(column["is_personal"] for column in request.columns)
        if self.is_personal:
            self.fields["purpose"] = forms.CharField(
                label=_("处理个人信息的目的"),
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("表里有个人信息，必须写明为什么要、用来做什么"),
            )
            self.dress("purpose", self.fields["purpose"])
        registers = [(spec.code, spec.label) for spec in all_specs() if spec.subject == request.subject]
        self.fields["rows_of"].choices = [("", _("由各村（社区）自己列")), *registers]
        self.order_fields(["title", "basis", "purpose"])
        if request.subject == "division":
            del self.fields["rows_of"]
        self.fields["places"].choices = [(each.short_code, _named(each)) for each in _offered(post)]

    @classmethod
    def of(cls, request: Request, post: Post) -> "DescribeForm":
        form = cls(request, post)
        offered = {code for code, _label in form.fields["places"].choices}
        form.initial = {name: getattr(request, name) for name in form.fields if hasattr(request, name)} | {
            "places": [code for code in request.targets if code in offered],
            "more_places": "\n".join(code for code in request.targets if code not in offered),
        }
        return form

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("places") or said.get("more_places")):
            self.add_error("places", _("请选择填报范围。"))
        begins, ends = said.get("begins_on"), said.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("停止日期不能早于开始日期。"))
        return said

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        targets = [*said.pop("places"), *(said.pop("more_places") or [])]
        return {**said, "targets": targets}


def _named(place: Division) -> str:
    return place.name if place.level != Level.CITY else _now("%(name)s全部") % {"name": place.name}


def _offered(post: Post) -> list[Division]:
    """The places of the post and what lies directly below them."""
    found = []
    for place in post.places:
        found += [place, *place.children.order_by("code")[:MOST_PLACES]]
    return found


class ReasonForm(DescribedForm):
    reason = forms.CharField(label=_("审核意见"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RemarkForm(DescribedForm):
    reason = forms.CharField(label=_("意见"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
