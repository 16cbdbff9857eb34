"""The head of a letter and its text, as the workbench edits them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.enums import Publicity
from linli.domains.correspondence.models import Letter
from linli.kernel.ui.fields import DayField, LinesField
from linli.kernel.ui.forms import DescribedForm

MAX_LINE = 100
_COPY = re.compile(r"(?P<recipient>.+?)[\s（(]*(?P<count>[0-9]+)\s*份?[）)]?")


class CopiesField(LinesField):
    """One recipient a line with the number of copies: 市人大选工委 2."""

    def __init__(self, **kwargs: Any):
        super().__init__(rows=3, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{row['recipient']} {row['count']}" for row in value)
        return value

    def read_line(self, line: str) -> dict[str, Any]:
        match = _COPY.fullmatch(line) if len(line) <= MAX_LINE else None
        if match is None or len(match["count"]) > 2 or int(match["count"]) < 1:
            message = _("“%(line)s”没有份数，请写成“市人大选工委 2”的样子，份数1至99。")
            raise ValidationError(message % {"line": line[:40]})
        return {"recipient": match["recipient"].strip(), "count": int(match["count"])}


class LetterForm(DescribedForm):
    """`version` is the version that was looked at, so that two clerks do not overwrite each other."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number_word = forms.CharField(label=_("机关代字"), max_length=20)
    number_year = forms.IntegerField(label=_("年份"), min_value=1949, max_value=2999)
    number_serial = forms.IntegerField(label=_("顺序号"), min_value=1, max_value=99999, required=False)
    title = forms.CharField(label=_("标题"), max_length=120)
    salutation = forms.CharField(label=_("主送"), max_length=120, required=False)
    figures_on = DayField(label=_("数据截止日"))
    body = forms.CharField(label=_("正文"), required=False, strip=False, widget=forms.Textarea, max_length=60000)
    copies = CopiesField(label=_("抄送"), required=False, help_text=_("每行一个单位，空格后写份数"))
    contact_name = forms.CharField(label=_("联系人"), max_length=40, required=False)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    publicity = forms.ChoiceField(label=_("公开方式"), choices=Publicity.choices)

    HEAD = ("number_word", "number_year", "number_serial", "title", "salutation", "figures_on")
    FOOT = ("copies", "contact_name", "contact_phone", "publicity")

    @classmethod
    def of(cls, letter: Letter) -> "LetterForm":
        names = [name for name in cls.base_fields if name != "version"]
        return cls(initial={**{name: getattr(letter, name) for name in names}, "version": letter.version})

    def clean_body(self) -> str:
        # Browsers send CRLF; offsets of quotations are counted in LF.
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\x00", "")

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HEAD]

    @property
    def foot(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOOT]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(DescribedForm):
    reason = forms.CharField(label=_("理由"), max_length=400, required=False)


class HandleForm(DescribedForm):
    handled_on = DayField(label=_("办结日期"))
