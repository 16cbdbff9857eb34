"""What all forms of deeds share: the election, the post, and voters by their number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.domains.elections import queries
from linli.domains.elections.models import Election
from linli.kernel.accounts.models import Post
from linli.kernel.ui.fields import DayField
from linli.kernel.ui.forms import DescribedForm

LONG = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 400}


class DeedForm(DescribedForm):
    """The base of the forms below."""

    def __init__(self, *args: Any, election: Election, post: Post, **kwargs: Any):
        self.election, self.post = election, post
        super().__init__(*args, **kwargs)


class VoterField(forms.IntegerField):
    """A voter of the election, by the number on the list."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, help_text=_("填选民编号"), **kwargs)
        self.election: Election | None = None

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is None or self.election is None:
            return None
        found = queries.list_voters(self.election).filter(number=number).first()
        if found is None:
            raise ValidationError(_("选民名单上没有%(number)d号。") % {"number": number})
        return found


class WithVoters(DeedForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, VoterField):
                field.election = self.election


class PostedForm(DeedForm):
    posted_on = DayField(label=_("公布日期"))


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("理由"), **LONG)
