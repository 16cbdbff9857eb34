"""The reference pages, read off the running registries; nobody writes them by hand.

Each page is a function from nothing to Markdown, so that a committed page can be compared with what the code says today.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module, util
from itertools import groupby
from types import CodeType, ModuleType
from typing import Any

from django.apps import apps
from django.db import models

from linli.kernel.accounts.registry import permission_names
from linli.kernel.divisions.models import DivisionField
from linli.kernel.events.registry import all_subscriptions
from linli.kernel.exchange.layouts import IGNORED
from linli.kernel.exchange.register_format import title_of
from linli.kernel.exchange.spec import Field, RecordSpec, all_specs
from linli.kernel.indicators.declaration import Flow, Indicator, Measure, Ratio, Stock
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.rulesets.registry import installed_rules, table
from linli.kernel.workflow.tables import Transition, Workflow, all_workflows
from linli.portal.commands import all_commands
from linli.portal.roles import ROLES

NOTICE = "<!-- Written by `linli write-reference` from the running system. Do not edit. -->"
NONE = "—"


def pages() -> dict[str, str]:
    """The name of each page's file and the whole text of it."""
    makers: dict[str, Callable[[], str]] = {
        "rules.md": rules_page,
        "workflows.md": workflows_page,
        "figures.md": figures_page,
        "registers.md": registers_page,
        "roles.md": roles_page,
        "events.md": events_page,
        "commands.md": commands_page,
    }
    return {name: make().rstrip("\n") + "\n" for name, make in makers.items()}


def rules_page() -> str:
    """Rule → article → test."""
    parts = [
        "A rule without an article is arithmetic, the order of days, or a rule of the house. A law of a dated set has the day it came into force."
    ]
    for module, rules in groupby(installed_rules(), lambda rule: rule.module):
        parts += [f"## {module.split('.')[-2]}", table(rules).replace(f"`{module}.", "`").rstrip()]
    return _page("Rules", "\n\n".join(parts))


def workflows_page() -> str:
    """One diagram and one table for each way of working."""
    intro = (
        "每种流程是一张表：谁可以在什么状态下做什么，做完到什么状态。“条件”是还须满足的判断（代码名），"
        "“期限和依据”列出计算期限、把关条件所用的规则及其条款；其余规则见 [rules.md](rules.md)。"
    )
    return _page("流程", "\n\n".join([intro, *map(_workflow, all_workflows())]))


def _workflow(flow: Workflow) -> str:
    states = [[f"`{value}`", label] for value, label in _field(flow.model, flow.field).choices]
    rows = [
        [
            f"`{each.name}` {each.label}",
            "、".join(f"`{state}`" for state in each.sources),
            f"`{each.target}`",
            f"`{each.permission}`",
            _conditions(each),
            _laws(each) or NONE,
        ]
        for each in flow.transitions
    ]
    headers = ["步骤", "从", "到", "权限", "条件", "期限和依据"]
    title = f"## {flow.model._meta.verbose_name} `{flow.model._meta.label}`"
    return "\n\n".join(
        [title, f"```mermaid\n{flow.diagram()}\n```", _table(["状态", "名称"], states), _table(headers, rows)]
    )


def _conditions(step: Transition) -> str:
    """The functions that narrow the step, by name; those of the table's own defaults say nothing."""
    given = [getattr(step, name) for name in ("may", "guard") if getattr(step, name) is not _default(name)]
    return "、".join(f"`{each.__qualname__.split('.')[0]}`" for each in given) or NONE


def _laws(step: Transition) -> str:
    """The rules behind a step's deadline and guard, each with its article, found in the code that computes them."""
    given = [getattr(step, name) for name in ("deadline", "guard") if getattr(step, name) is not _default(name)]
    found = {rule.__name__: rule for each in given for rule in _rules_behind(each)}
    sources = {f"{rule.module}.{rule.name}": rule.source for rule in installed_rules()}
    named = [(name, sources.get(f"{rule.__module__}.{name}", "")) for name, rule in sorted(found.items())]
    said = [f"`{name}`（{source}）" if source else f"`{name}`" for name, source in named]
    return "；".join([*([step.basis] if step.basis else []), *said])


def _default(name: str) -> Any:
    return Transition.__dataclass_fields__[name].default


def _rules_behind(function: Any, depth: int = 2) -> Iterator[Any]:
    for each in _functions_named_in(function):
        if each.__module__.endswith(".rules"):
            yield each
        elif depth:
            yield from _rules_behind(each, depth - 1)


def _functions_named_in(function: Any) -> Iterator[Any]:
    """The functions of the project that a function's code names, itself or through a module."""
    inner = inspect.getclosurevars(function).nonlocals.values() if inspect.isfunction(function) else ()
    known = getattr(function, "__globals__", {})
    modules = [known[name] for name in _names(function) if isinstance(known.get(name), ModuleType)]
    found = [known.get(name) for name in _names(function)]
    found += [getattr(module, name, None) for module in modules for name in _names(function)]
    for each in (*found, *inner):
        if inspect.isfunction(each) and each.__module__.startswith("linli.domains."):
            yield each


def _names(function: Any) -> list[str]:
    waiting, names = [function.__code__], []
    while waiting:
        code = waiting.pop()
        names += code.co_names
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
    return names


def figures_page() -> str:
    """Every figure, in the order of the board."""
    intro = (
        "“存量”截至某一天为真，自起日起、到止日前一天止；“流量”发生在一段时间内；“比率”的分子、分母是另外的指标。"
        "写进公文时用代码引用；口径改变时版本加一，已签发的公文记着当时的版本。"
    )
    parts = [intro]
    indicators = all_indicators()
    for group in dict.fromkeys(str(each.group) for each in indicators):
        parts.append(f"## {group or '其他'}")
        parts += [_figure(each) for each in indicators if str(each.group) == group]
    return _page("指标", "\n\n".join(parts))


def _figure(indicator: Indicator) -> str:
    rows: list[list[Any]] = [
        ["口径", indicator.definition],
        ["单位", indicator.unit],
        ["类型", _kind_of_figure(indicator)],
    ]
    if isinstance(indicator, Ratio):
        rows += [["分子", " + ".join(f"`{part.code}`" for part in indicator.of)], ["分母", f"`{indicator.among.code}`"]]
    else:
        rows += [["记录", _counted(indicator)]]
        rows += [["计法", "随记录的变动保存汇总" if indicator.is_rolled_up else "每次从记录计数"]]
        dimensions = [_dimension(indicator, *each) for each in indicator.dimensions.items()]
        rows += [["维度", "；".join(dimensions)]] if dimensions else []
    rows += [["口径版本", indicator.version]]
    return f"### {indicator.name} `{indicator.code}`\n\n" + _table(["", ""], rows)


def _kind_of_figure(indicator: Indicator) -> str:
    if isinstance(indicator, Flow):
        return f"流量，按{_field_label(indicator, indicator.on)}"
    if isinstance(indicator, Stock):
        until = f"，到{_field_label(indicator, indicator.until)}止" if indicator.until else ""
        return f"存量，从{_field_label(indicator, indicator.since)}起{until}"
    return "比率"


def _counted(measure: Measure) -> str:
    name = measure.records._meta.verbose_name
    if measure.value:
        return f"{name}，合计{_field_label(measure, measure.value)}"
    return f"{name}，同一{_field_label(measure, measure.distinct)}计一次" if measure.distinct else str(name)


def _dimension(measure: Measure, name: str, path: str) -> str:
    choices = getattr(_field(measure.records, path), "choices", None) or ()
    values = "、".join(f"`{value}` {label}" for value, label in choices)
    return f"`{name}` {_field_label(measure, path)}" + (f"（{values}）" if values else "")


def _field(model: type[models.Model], path: str) -> Any:
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def _field_label(measure: Measure, path: str) -> str:
    return str(_field(measure.records, path).verbose_name)


def registers_page() -> str:
    """Every register: its columns as a workbook carries them."""
    intro = (
        f"每个登记簿的栏目，顺序与表单、工作簿相同。导出的工作簿末尾另有“{IGNORED[0]}”一列，导入时不用。"
        "“对应编号”是导入时用来认出同一条记录的栏目：编号相同按修改处理，否则新增。"
    )
    return _page("登记簿", "\n\n".join([intro, *map(_register, all_specs())]))


def _register(spec: RecordSpec) -> str:
    fields = [
        [title_of(spec, item), f"`{item.name}`", _kind_of_field(spec, item), _needed(spec, item), _notes(spec, item)]
        for item in spec.fields
    ]
    about = [
        ["对应编号", "、".join(title_of(spec, spec.spec_field(name)) for name in spec.key)],
        ["查看权限", f"`{spec.view_permission}`"],
        ["登记权限", f"`{spec.edit_permission}`"],
        ["列表栏目", _labels(spec, spec.columns)],
        ["筛选", _labels(spec, spec.filters)],
        ["搜索", _labels(spec, spec.search)],
        ["办理", "、".join(f"{each.label}（`{each.permission}`）" for each in spec.actions) or NONE],
    ]
    help_ = [str(spec.help)] if spec.help else []
    headers = ["栏目", "字段", "类型", "必填", "说明"]
    return "\n\n".join([f"## {spec.label} `{spec.code}`", *help_, _table(["", ""], about), _table(headers, fields)])


def _labels(spec: RecordSpec, names: Iterable[str]) -> str:
    return "、".join(str(_field(spec.model, name).verbose_name) for name in names) or NONE


def _kind_of_field(spec: RecordSpec, item: Field) -> str:
    field: Any = spec.model._meta.get_field(item.name)
    if isinstance(field, DivisionField):
        return "12位区划代码"
    if item.lookup:
        return f"{item.lookup.label}的{_labels(item.lookup, item.lookup.key)}"
    if field.choices:
        return "、".join(str(label) for value, label in field.choices if value != "")
    if item.kind == "yuan":
        return "金额，元，至多两位小数"
    kinds = ((models.DateField, "日期"), (models.BooleanField, "是、否"), (models.IntegerField, "整数"))
    length = f"，至多{field.max_length}字" if field.max_length else ""
    return next((name for kind, name in kinds if isinstance(field, kind)), f"文字{length}")


def _needed(spec: RecordSpec, item: Field) -> str:
    field: Any = spec.model._meta.get_field(item.name)
    return "" if field.blank or field.null or field.has_default() else "是"


def _notes(spec: RecordSpec, item: Field) -> str:
    field: Any = spec.model._meta.get_field(item.name)
    said = [str(item.help or field.help_text)]
    if item.aliases:
        said.append(f"也认表头：{'、'.join(item.aliases)}")
    return "；".join(filter(None, said))


def roles_page() -> str:
    """Every role, what its holder does, and what it may do."""
    labels = permission_names()
    intro = "岗位 = 岗位类型 + 单位 + 管辖的区划 + 任期。岗位类型决定能做什么，区划决定在哪里做，两样都要有。"
    parts = [intro]
    for role in ROLES:
        rows = [[f"`{name}`", labels.get(name, "")] for name in sorted(role.permissions)]
        parts += [f"## {role.name} `{role.code}`", role.description, _table(["权限", "可以做"], rows)]
    return _page("岗位类型", "\n\n".join(parts))


def events_page() -> str:
    """Every event of every app, and who is told of it."""
    subscribers = all_subscriptions()
    rows = [
        [
            f"`{event.__module__.split('.')[-2]}.{event.__name__}`",
            "、".join(f"`{name}`" for name in event.__dataclass_fields__),
            "、".join(f"`{each.__module__}.{each.__name__}`" for each in subscribers.get(event, [])) or NONE,
        ]
        for event in _events()
    ]
    intro = "Told after the transaction has committed, each to the subscribers named. What must happen together happens in one action instead."
    return _page("Events", f"{intro}\n\n" + _table(["event", "carries", "subscribers"], rows))


def _events() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if config.name.startswith("linli.domains.") and util.find_spec(f"{config.name}.events"):
            module = import_module(f"{config.name}.events")
            yield from (
                each for each in vars(module).values() if inspect.isclass(each) and each.__module__ == module.__name__
            )


def commands_page() -> str:
    """Every command of the `linli` command line."""
    parts = ["用法：`.venv/bin/linli 命令 [参数…]`。返回 0 表示成功，1 表示不成立或办不到，2 表示参数或文件不对。"]
    for command in all_commands():
        rows = [[f"`{names}`", help_ or NONE] for names, help_ in command.arguments]
        parts += [f"## {command.name}", command.summary + "。", *([_table(["参数", "说明"], rows)] if rows else [])]
    return _page("命令", "\n\n".join(parts))


def _page(title: str, body: str) -> str:
    return f"# {title}\n\n{NOTICE}\n\n{body}\n"


def _table(headers: list[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = [f"| {' | '.join(headers)} |", f"|{'---|' * len(headers)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").strip()
