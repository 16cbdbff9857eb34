"""What verbs, registers and columns of the audit are called."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from linli.kernel.audit.models import AuditEntry, Kind
from linli.kernel.exchange.spec import spec_of
from linli.kernel.privacy.declaration import declaration_of
from linli.kernel.privacy.fields import FingerprintField
from linli.kernel.signin.account_log import VERBS as AT_THE_DOOR
from linli.kernel.ui.display import text_of
from linli.kernel.ui.history import verbs
from linli.kernel.workflow.tables import all_workflows

LONGEST_TEXT = 300


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


def of_verb(entry: AuditEntry) -> str:
    model = model_of(entry.record_type)
    spec = spec_of(model) if model else None
    own = verbs(spec) if spec else {}
    return str(own.get(entry.verb) or common_verbs().get(entry.verb) or entry.verb)


@cache
def common_verbs() -> dict[str, str]:
    """Verbs that mean the same wherever they stand."""
    steps = {each.name: str(each.label) for table in all_workflows() for each in table.transitions}
    return {
        **steps,
        **{verb: str(label) for verb, label in AT_THE_DOOR.items()},
        "create": _("登记"),
        "change": _("修改"),
        "import": _("导入"),
        "export": _("导出"),
        "reveal": _("查看原文"),
        "look_up": _("按号码查找"),
        "own_data": _("导出本人信息"),
        "erase": _("删除个人信息"),
        "refused": _("请求被拒绝"),
        "direct": _("直接写入数据库"),
        "archive": _("审计归档"),
        "audit.export": _("导出审计"),
        "rotate_keys": _("更换密钥"),
        "account.locked": _("锁定账号"),
        "account.open": _("登记账号"),
        "account.correct": _("修改账号"),
        "account.disable": _("停用账号"),
        "account.enable": _("启用账号"),
        "account.unlock": _("解除锁定"),
        "account.renew_password": _("重置密码"),
        "post.give": _("设岗"),
        "post.change": _("调整岗位"),
        "post.end": _("终止岗位"),
        "post.handed_over": _("交接岗位"),
        "post.stand_in": _("设代理"),
        "unit.enter": _("登记单位"),
        "unit.correct": _("修改单位"),
        "unit.close": _("撤销单位"),
        "division.confirm": _("确认区划变更"),
        "division.discard": _("放弃区划变更"),
        "todo.hand_to": _("移交待办"),
        "renew_ages": _("按年龄纳入关爱"),
    }


@cache
def details() -> dict[str, str]:
    """What is noted beside a deed that changed no record."""
    return {
        "address": _("来源地址"),
        "methods": _("验证方式"),
        "path": _("页面"),
        "file": _("文件"),
        "digest": _("文件摘要"),
        "count": _("数量"),
        "on": _("日期"),
        "before": _("改动前"),
        "after": _("改动后"),
        "moved": _("移动的记录"),
        "status": _("状态"),
        "step": _("步骤"),
        "label": _("栏目"),
        "kind": _("类别"),
    }


def model_of(record_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(record_type) if record_type else None
    except (LookupError, ValueError):
        return None


def of_register(record_type: str) -> str:
    model = model_of(record_type)
    return str(model._meta.verbose_name) if model else record_type


def registers() -> list[tuple[str, str]]:
    """The kinds of record that may stand in the audit, by name."""
    found = [model for model in apps.get_models() if model.__module__.startswith("linli.") and model is not AuditEntry]
    return sorted(
        ((model._meta.label_lower, str(model._meta.verbose_name)) for model in found), key=lambda each: each[1]
    )


def changes_of(entry: AuditEntry) -> list[Change]:
    """What was different before and after. Personal data are not shown: who changed what is told without them."""
    if entry.kind == Kind.HAPPENED:
        return [Change(details().get(name, name), "", _text(value)) for name, value in (entry.after or {}).items()]
    model = model_of(entry.record_type)
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    before, after, found = entry.was, entry.became, []
    for name in {**before, **after}:
        field = fields.get(name)
        if before.get(name) == after.get(name) or (field and field.primary_key) or isinstance(field, FingerprintField):
            continue
        label = str(field.verbose_name) if field else name
        found.append(Change(label, _shown(field, before.get(name)), _shown(field, after.get(name))))
    return found


def _shown(field: models.Field | None, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field is not None and declaration_of(field):
        return _("个人信息，不显示")
    if isinstance(field, models.BinaryField):
        return _("已加密")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _text(value)


def _text(value: Any) -> str:
    text = text_of(value) if isinstance(value, bool | int | str) else str(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
