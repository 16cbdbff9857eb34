"""The entry form of a register, made from its spec."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import Finding, RecordSpec
from linli.kernel.privacy.fields import SealedField
from linli.kernel.ui.fields import LookupField, SealedInput, form_field

CLEAR = "-"
SELECTS = (forms.Select, forms.SelectMultiple)


class DescribedForm(forms.Form):
    """Inputs in the house's look, each tied to its help and its errors for a screen reader.

    Domain forms extend it; `{% include "ui/parts/form_fields.html" %}` draws it.
    """

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.dress(name, field)

    def dress(self, name: str, field: forms.Field) -> None:
        """Give an input its look; one that looks things up also gets its list of suggestions."""
        attrs, sent_as = field.widget.attrs, self.add_prefix(name)
        attrs["class"] = css_class(field.widget)
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _("请填写“%(label)s”。") % {"label": field.label or name}
        name_the_empty_choice(field)
        if isinstance(field, LookupField):
            options = f"options-{sent_as}"
            attrs |= {"list": options, "hx-get": f"{field.lookup_url}?param={sent_as}", "hx-target": f"#{options}"}
            attrs |= {"hx-trigger": "input changed delay:250ms, focus once", "hx-sync": "this:replace"}

    def mark_faults(self) -> None:
        """Call after errors were added: colours the inputs that have one. Django itself ties the text to them."""
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                if "is-invalid" not in attrs["class"]:
                    attrs["class"] += " is-invalid"
        for name, value in getattr(self, "cleaned_data", {}).items():
            if isinstance(self.fields.get(name), LookupField):
                self.fields[name].named = named(value)

    def add_findings(self, findings: list[Finding]) -> None:
        """Put what the rules say beside the fields that they speak of."""
        for finding in findings:
            name = finding.field if finding.field in self.fields else None
            self.add_error(name, f"{finding.message}{finding.remedy}")
        self.mark_faults()


def name_the_empty_choice(field: forms.Field) -> None:
    """The choice of nothing says what it means, in place of Django's row of dashes."""
    words = _("请选择") if field.required else _("不填")
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label else None
    elif isinstance(field, forms.ChoiceField):
        field.choices = [(value, words if value == "" else label) for value, label in field.choices]


def css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "choices"  # of the frame and of each box in it
    return "form-select" if isinstance(widget, SELECTS) else "form-control"


class RecordForm(DescribedForm):
    """The fields of one record; `version` is the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, spec: RecordSpec, post: Post, *args: Any, record: models.Model | None = None, **kwargs: Any):
        kwargs.setdefault("initial", initial_values(spec, record))
        super().__init__(*args, **kwargs)
        for item in spec.fields:
            self.fields[item.name] = form_field(spec, item, post, record=record)
            self.dress(item.name, self.fields[item.name])
            if record is not None and item.name in self.initial:
                self.fields[item.name].named = named(self.initial[item.name])
        if record is None:
            del self.fields["version"]

    def values(self) -> dict[str, Any]:
        """What was entered, as the model's own types; a sealed value left as it is is none of it."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        sealed = [name for name in found if isinstance(self.fields[name], SealedInput)]
        kept = {name for name in sealed if not found[name]}
        cleared = {name: None for name in sealed if found[name] == CLEAR}
        return {name: value for name, value in (found | cleared).items() if name not in kept}


def named(value: Any) -> str:
    """What stands beside the key of a place or of another record."""
    if isinstance(value, Division):
        return value.path_name
    return str(value) if isinstance(value, models.Model) else ""


def initial_values(spec: RecordSpec, record: models.Model | None) -> dict[str, Any]:
    if record is None:
        fields = [spec.model._meta.get_field(item.name) for item in spec.fields]
        return {field.name: field.get_default() for field in fields if field.has_default()}
    names = [item.name for item in spec.fields if not isinstance(spec.model_field(item.name), SealedField)]
    return {**{name: getattr(record, name) for name in names}, "version": record.version}


class UploadForm(DescribedForm):
    file = forms.FileField(
        label=_("工作簿文件"),
        help_text=_("Excel 工作簿（.xlsx）或 CSV 文件（UTF-8、GB18030 均可），表头与模板一致；几十万行的也可以。"),
        error_messages={"required": _("请先选择要导入的文件。"), "empty": _("这个文件是空的，请选择有内容的工作簿。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
