"""A person's own data as a workbook: each value with its purpose, its legal basis, and how long it is kept."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.residents.models import Resident
from linli.domains.residents.models.kinds import kind_of
from linli.domains.residents.queries.files import list_cares, list_tags
from linli.kernel.audit import log
from linli.kernel.exchange.workbooks import ColumnOut, SheetOut, write_workbook
from linli.kernel.privacy.declaration import personal_fields
from linli.kernel.privacy.fields import FingerprintField, Sealed

VERBS = {"create": "登记", "change": "修改", "import": "导入", "reveal": "查看原文", "settle": "登记住址和户"}


def own_data(resident: Resident) -> bytes:
    """All that the file holds of the person, unmasked, for the person."""
    return write_workbook([_facts(resident), _belongings(resident), _accesses(resident)])


def shown_fields(model: type[models.Model]) -> list[tuple[Any, Any]]:
    """The declared fields that hold something of the person's own; what is computed for searching is left out."""
    computed = (FingerprintField, models.GeneratedField)
    return [(field, said) for field, said in personal_fields(model) if not isinstance(field, computed)]


def _facts(resident: Resident) -> SheetOut:
    titles = [_("栏目"), _("内容"), _("用途"), _("法律依据"), _("保存期限"), _("敏感个人信息")]
    rows = [
        [
            str(field.verbose_name),
            plain_text(resident, field),
            f"{said.purpose.name}：{said.purpose.description}",
            f"{said.basis.name}（{said.basis.article}）",
            str(said.retention.name),
            _("是") if said.is_sensitive else _("否"),
        ]
        for field, said in shown_fields(Resident)
    ]
    return SheetOut(name=_("登记内容"), columns=[ColumnOut(title=title, width=30) for title in titles], rows=rows)


def _belongings(resident: Resident) -> SheetOut:
    belongings: list[Any] = [*list_tags(resident), *list_cares(resident)]
    titles = [_("标签或关爱类别"), _("起"), _("止"), _("用途"), _("法律依据")]
    rows = [
        [
            str(kind.name),
            each.since.isoformat(),
            each.until.isoformat() if each.until else "",
            str(kind.purpose),
            str(kind.law),
        ]
        for each in belongings
        for kind in [kind_of(each.kind)]
    ]
    return SheetOut(name=_("标签和关爱"), columns=[ColumnOut(title=title, width=24) for title in titles], rows=rows)


def _accesses(resident: Resident) -> SheetOut:
    """Who entered, changed or was shown the data, and why: the handling that the person may ask about."""
    titles = [_("时间"), _("经手人"), _("事项"), _("理由")]
    rows = [
        [f"{timezone.localtime(each.at):%Y-%m-%d %H:%M}", each.by_name, VERBS.get(each.verb, each.verb), each.reason]
        for each in log.history(resident).order_by("id")
    ]
    return SheetOut(name=_("处理记录"), columns=[ColumnOut(title=title, width=30) for title in titles], rows=rows)


def plain_text(record: models.Model, field: Any) -> str:
    value = getattr(record, field.name)
    if isinstance(value, Sealed):
        return value.plain
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    return str(value)
