"""What account administrators fill in. Each form names its fields one by one: nothing else of a request reaches a record."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Office, Post, Role, Unit, User
from linli.kernel.divisions.models import Level
from linli.kernel.ui.fields import DayField, PlaceField
from linli.kernel.ui.forms import DescribedForm
from linli.portal.accounts import queries
from linli.portal.accounts.fields import AccountField, PermissionsField, PlacesField, UnitField

USERNAME = RegexValidator(r"\A[a-z][a-z0-9._-]{2,39}\Z", _("账号名由3至40个小写字母、数字、点、横线组成，以字母开头。"))


class UnitForm(DescribedForm):
    def __init__(self, by: Post, *args: Any, unit: Unit | None = None, **kwargs: Any):
        if unit is not None:
            kwargs["initial"] = {"name": unit.name, "division": unit.division}
        super().__init__(*args, **kwargs)
        if unit is None:
            self.fields["code"] = forms.CharField(label=_("单位编号"), max_length=40)
        self.fields["name"] = forms.CharField(label=_("单位名称"), max_length=60)
        self.fields["division"] = PlaceField(post=by, label=_("所在区划"))
        for name, field in self.fields.items():
            self.dress(name, field)


class AccountForm(DescribedForm):
    def __init__(self, by: Post, *args: Any, user: User | None = None, **kwargs: Any):
        if user is not None:
            kwargs["initial"] = {"name": user.name, "unit": user.unit}
        super().__init__(*args, **kwargs)
        if user is None:
            self.fields["username"] = forms.CharField(
                label=_("账号名"), validators=[USERNAME], help_text=_("登录时用，定后不改，如 zhang.san")
            )
        self.fields["name"] = forms.CharField(label=_("姓名"), max_length=30)
        self.fields["unit"] = UnitField(post=by, label=_("所在单位"))
        for name, field in self.fields.items():
            self.dress(name, field)


class PostForm(DescribedForm):
    """A new post. Only roles that `by` may give are offered; the action asks again."""

    def __init__(self, by: Post, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        roles = queries.grantable_roles(by)
        self.fields["user"] = AccountField(post=by)
        self.fields["unit"] = UnitField(post=by)
        self.fields["role"] = forms.ModelChoiceField(
            Role.objects.filter(pk__in=[role.pk for role in roles]), label=_("角色")
        )
        self.fields["title"] = forms.CharField(label=_("职务"), max_length=30)
        self.fields["since"] = DayField(label=_("任职日期"))
        self.fields["until"] = DayField(
            label=_("离任日期"), required=False, help_text=_("这一天起不再任职；不填表示长期")
        )
        self.fields["divisions"] = PlacesField(post=by)
        self.fields["duty"] = duty_field({code for role in roles for code in role.codes})
        for name, field in self.fields.items():
            self.dress(name, field)


class PostEditForm(DescribedForm):
    def __init__(self, by: Post, post: Post, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"title": post.title, "divisions": post.places, "duty": list(post.duty.all())}
        super().__init__(*args, **kwargs)
        self.fields["title"] = forms.CharField(label=_("职务"), max_length=30)
        self.fields["divisions"] = PlacesField(post=by)
        self.fields["duty"] = duty_field(post.role.codes)
        for name, field in self.fields.items():
            self.dress(name, field)


def duty_field(codes: Any) -> PermissionsField:
    return PermissionsField(
        codes,
        label=_("职责范围"),
        help_text=_("成员单位、专班的岗位在这里勾选承担的几项，只看到、只办理这几项。都不勾选表示角色的全部权限。"),
    )


class EndForm(DescribedForm):
    until = DayField(label=_("离任日期"), help_text=_("从这一天起不再任职；填今天立即生效"))


class HandOverForm(DescribedForm):
    def __init__(self, by: Post, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"] = AccountField(post=by, label=_("接任人的账号"))
        self.fields["on"] = DayField(
            label=_("接任日期"), help_text=_("这一天起由接任人任职，交给这个席位的待办一并转过去；此前不变")
        )
        for name, field in self.fields.items():
            self.dress(name, field)


class StandInForm(DescribedForm):
    def __init__(self, by: Post, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["who"] = AccountField(post=by, label=_("代理人的账号"))
        self.fields["since"] = DayField(label=_("代理开始日期"))
        self.fields["until"] = DayField(label=_("代理截止日期"), help_text=_("从这一天起不再代理"))
        for name, field in self.fields.items():
            self.dress(name, field)


class CloseForm(DescribedForm):
    closed_on = DayField(label=_("撤销日期"), help_text=_("从这一天起不能再在这个单位任职"))


class RoleForm(DescribedForm):
    def __init__(self, by: Post, *args: Any, role: Role | None = None, **kwargs: Any):
        if role is not None:
            kwargs["initial"] = {
                "name": role.name,
                "description": role.description,
                "levels": role.levels,
                "permissions": list(role.permissions.all()),
                "grantable": list(role.grantable.all()),
            }
        super().__init__(*args, **kwargs)
        if role is None:
            self.fields["code"] = forms.CharField(
                label=_("角色代码"), max_length=40, help_text=_("小写字母和下划线，定后不改")
            )
        self.fields["name"] = forms.CharField(label=_("角色名称"), max_length=40)
        self.fields["description"] = forms.CharField(
            label=_("说明"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("任此角色的人做什么")
        )
        self.fields["levels"] = forms.MultipleChoiceField(
            label=_("可授予的层级"),
            choices=Level.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("都不勾选表示各级都可以"),
        )
        self.fields["permissions"] = PermissionsField(
            by.role.grantable_codes, role.administers if role else Office.NONE, label=_("权限")
        )
        if role is not None and role.administers == Office.SECURITY:
            self.fields["grantable"] = PermissionsField(
                by.role.grantable_codes,
                None,
                label=_("可授出的权限"),
                help_text=_("任此角色的人给别人设岗时，所给角色的权限不得超出这里所选；只列出您自己可以授出的。"),
            )
        for name, field in self.fields.items():
            self.dress(name, field)
