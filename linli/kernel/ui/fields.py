"""Form fields for what people write: a place as its 12-digit code, money as 元, another record as its key."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks.values import ValueFault, to_fen, to_text
from linli.kernel.privacy.fields import SealedField
from linli.kernel.ui.display import yuan

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
MAX_NAMED = 5


def half_width(value: Any) -> Any:
    """Full-width digits and letters as plain ones; an input method leaves them behind."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class DayField(forms.DateField):
    """A day, in the browser's own calendar, or written as 2021-07-09, 2021/7/9 or 2021年7月9日."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=DATE_FORMATS, **kwargs)
        self.error_messages["invalid"] = _("这不是日历上有的日期，请写成 2021-07-09 的样子。")

    def to_python(self, value: Any) -> Any:
        return super().to_python(half_width(value))


class LinesField(forms.CharField):
    """One entry a line; the value is the list of what `read_line` makes of each. Control characters are dropped.

    Django looks for NUL only in text, and this field's value is none.
    """

    def __init__(self, *, rows: int, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> list[Any]:
        lines = (to_text(line) for line in super().to_python(value).splitlines())
        return [self.read_line(line) for line in lines if line]

    def read_line(self, line: str) -> Any:
        """Raises ValidationError for a line that cannot be read."""
        raise NotImplementedError


class YuanField(forms.CharField):
    """An amount in 元; the value is whole fen, exactly."""

    suffix = _("元")

    def __init__(self, **kwargs: Any):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = half_width(value)
        if text in self.empty_values:
            return None
        try:
            return to_fen(text)
        except ValueFault as fault:
            raise ValidationError(f"{fault.message}{fault.remedy}") from fault


class LookupField(forms.CharField):
    """Something that is written as a key and searched by name as one types."""

    def __init__(self, *, lookup_url: str, placeholder: Any, **kwargs: Any):
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": placeholder})
        super().__init__(widget=widget, **kwargs)
        self.lookup_url = lookup_url
        self.named = ""  # what the key that stands in the field names

    def to_python(self, value: Any) -> Any:
        text = half_width(super().to_python(value))
        if text in self.empty_values:
            return None
        return self.find(text.replace("\x00", ""))

    def find(self, text: str) -> Any:
        raise NotImplementedError


class PlaceField(LookupField):
    """A division in the scope of the post, by 12-digit code, or by a name that only one place in the scope has."""

    def __init__(self, *, post: Post, **kwargs: Any):
        placeholder = _("12位区划代码，或输入名称查找")
        super().__init__(lookup_url=reverse("ui:division_lookup"), placeholder=placeholder, **kwargs)
        self.post = post

    def prepare_value(self, value: Any) -> Any:
        return value.short_code if isinstance(value, Division) else value

    def find(self, text: str) -> Division:
        found = self._by_code(text) if text.isdigit() else self._by_name(text)
        if not self.post.scope.covers(*found.range):
            raise ValidationError(_("“%(name)s”不在您岗位的管辖范围内，请改选辖区内的区划。") % {"name": found.name})
        return found

    def _by_code(self, text: str) -> Division:
        try:
            return get_division(text)
        except Division.DoesNotExist:
            message = _("没有代码为“%(code)s”的区划，请核对12位区划代码。") % {"code": text[:20]}
            raise ValidationError(message) from None

    def _by_name(self, text: str) -> Division:
        named = list(in_places(self.post.places).filter(name=text)[: MAX_NAMED + 1])
        if len(named) == 1:
            return named[0]
        if not named:
            raise ValidationError(_("辖区内没有名为“%(name)s”的区划，请填写12位区划代码。") % {"name": text[:40]})
        listed = "、".join(f"{place.short_code} {place.path_name}" for place in named[:MAX_NAMED])
        raise ValidationError(_("辖区内有多处叫这个名称，请改填代码：%(listed)s。") % {"listed": listed})


class KeyField(LookupField):
    """Another record in the scope, by the key of its register."""

    def __init__(self, *, lookup: RecordSpec, **kwargs: Any):
        url = reverse("ui:record_lookup", args=[lookup.code])
        placeholder = _("%(key)s，或输入名称查找") % {"key": lookup.model._meta.get_field(lookup.key[0]).verbose_name}
        super().__init__(lookup_url=url, placeholder=placeholder, **kwargs)
        self.lookup = lookup

    def prepare_value(self, value: Any) -> Any:
        return key_text(self.lookup, value) if isinstance(value, models.Model) else value

    def find(self, text: str) -> Any:
        found = self.lookup.model.objects.filter(**{self.lookup.key[0]: text}).first()
        if found is None:
            message = _("“%(register)s”中没有“%(key)s”，请先登记它，或核对编号。")
            raise ValidationError(message % {"register": self.lookup.label, "key": text[:40]})
        return found


def key_text(spec: RecordSpec, record: models.Model) -> str:
    """The key of a record as people write it."""
    return str(getattr(record, spec.key[0]))


def in_places(places: Sequence[Division]) -> models.QuerySet[Division]:
    """All divisions of a post, as a query; the tree is public, so the scope does not limit it by itself."""
    inside = models.Q(pk__in=[])
    for place in places:
        inside |= models.Q(code__gte=place.code, code__lt=place.upper)
    return Division.objects.filter(inside)


class SealedInput(forms.CharField):
    """A value that is stored sealed: never shown, so the input is empty. Left empty it stays; a lone "-" clears it."""

    def __init__(self, *, is_stored: bool = False, **kwargs: Any):
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        if is_stored:
            kwargs["help_text"] = _("已登记，留空不变；要清空，填一个减号“-”")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return half_width(super().to_python(value))


def form_field(spec: RecordSpec, item: Field, post: Post, *, record: models.Model | None = None) -> forms.Field:
    """The input for one field of a register; of `record`, where one is there already."""
    model_field = spec.model._meta.get_field(item.name)
    usual = {
        "label": model_field.verbose_name,
        "required": not (model_field.blank or isinstance(model_field, models.BooleanField)),
        "help_text": item.help or model_field.help_text,
    }
    if isinstance(model_field, SealedField):
        stored = record is not None and getattr(record, item.name) is not None
        return SealedInput(is_stored=stored, max_length=model_field.max_length, **usual)
    if isinstance(model_field, models.ForeignKey):
        if model_field.related_model is Division:
            return PlaceField(post=post, **usual)
        if item.lookup is not None:
            return KeyField(lookup=item.lookup, **usual)
    if item.kind == "yuan":
        return YuanField(**usual)
    if type(model_field) is models.DateField:
        return DayField(**usual)
    return _by_model(model_field, item)


def _by_model(model_field: models.Field, item: Field) -> forms.Field:
    made = model_field.formfield(localize=False)
    made.help_text = item.help or made.help_text
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    if isinstance(made, forms.IntegerField):
        made.widget.attrs.setdefault("inputmode", "numeric")
    return made
