"""Form fields for what account administrators write: a unit by its code or name, an account, several places."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Office, Permission, Post, Unit, User
from linli.kernel.divisions.models import Division
from linli.kernel.ui.fields import LinesField, LookupField, PlaceField, half_width
from linli.portal.accounts import queries

MANY = 2


class UnitField(LookupField):
    """A unit of the administrator's places."""

    def __init__(self, *, post: Post, **kwargs: Any):
        kwargs.setdefault("label", _("单位"))
        super().__init__(lookup_url=reverse("portal:accounts:unit_lookup"), placeholder=_("单位编号或名称"), **kwargs)
        self.post = post

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value

    def find(self, text: str) -> Unit:
        found = list(queries.units(self.post).filter(Q(code=text) | Q(name=text))[:MANY])
        if not found:
            raise ValidationError(_("辖区内没有编号或名称为“%(text)s”的单位，请先登记单位。") % {"text": text[:40]})
        if len(found) == MANY:
            raise ValidationError(_("辖区内有多个单位叫这个名称，请改填单位编号。"))
        return found[0]


class AccountField(LookupField):
    """An account that the administrator sees."""

    def __init__(self, *, post: Post, **kwargs: Any):
        kwargs.setdefault("label", _("账号"))
        super().__init__(lookup_url=reverse("portal:accounts:account_lookup"), placeholder=_("账号名"), **kwargs)
        self.post = post

    def prepare_value(self, value: Any) -> Any:
        return value.username if isinstance(value, User) else value

    def find(self, text: str) -> User:
        found = queries.people(self.post).filter(username=text, is_active=True).first()
        if found is None:
            raise ValidationError(_("辖区内没有账号“%(text)s”，或已停用。请先登记账号。") % {"text": text[:40]})
        return found


class PlacesField(LinesField):
    """One division a line, by its 12-digit code, or by a name that only one place in the scope has."""

    def __init__(self, *, post: Post, **kwargs: Any):
        super().__init__(rows=3, label=_("管辖的区划"), **kwargs)
        self.post = post
        self.help_text = _("每行一个：12位区划代码或名称。互不相连的区划可以写几行，最多16个。")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(each, Division) for each in value):
            return "\n".join(f"{each.short_code}" for each in value)
        return value

    def read_line(self, line: str) -> Division:
        code = half_width(line).split()[0]
        return PlaceField(post=self.post).find(code)


class PermissionsField(forms.ModelMultipleChoiceField):
    """Boxes to tick, one for each permission of one office (None: of any), under the names of the apps that they belong to."""

    def __init__(self, codes: Any, office: str | None = Office.NONE, **kwargs: Any):
        found = Permission.objects.filter(pk__in=codes)
        if office is not None:
            found = found.filter(administers=office)
        super().__init__(found, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)
        self.choices = [
            (name, [(each.pk, each.name) for each in permissions])
            for name, permissions in queries.by_app(found.order_by("app", "pk"))
        ]
