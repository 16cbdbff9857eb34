"""What a resident belongs to for a time: tags and groups that are cared for, each by its own law."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import TagSource
from linli.domains.residents.models import personal
from linli.domains.residents.models.kinds import CARE_CHOICES, TAG_CHOICES, kind_of
from linli.domains.residents.models.resident import Resident
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import DivisionField
from linli.kernel.divisions.references import BulkForeignKey
from linli.kernel.privacy.declaration import declared


class Tag(Record):
    """A mark on a file for a stated lawful purpose, from `since` until `until` (exclusive)."""

    division = DivisionField(is_bulk=True)
    resident = BulkForeignKey(Resident, models.CASCADE, related_name="tags", verbose_name=_("居民"))
    kind = declared(models.CharField(_("标签"), max_length=20, choices=TAG_CHOICES), personal=personal.GROUP)
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("终止日期"), null=True, blank=True, help_text=_("不再有效的第一天"))

    not_personal = ("resident", "since", "until")

    class Meta(Record.Meta):
        verbose_name = _("居民标签")
        verbose_name_plural = _("居民标签")
        constraints = [
            in_order("tag_order", "since", "until", _("终止日期不能早于起始日期。")),
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=models.Q(until=None),
                name="tag_once",
                violation_error_message=_("该居民已有这个标签。"),
            ),
        ]

    def __str__(self) -> str:
        return str(kind_of(self.kind).name)


class Care(Record):
    """Membership in a group that is cared for, from `since` until `until` (exclusive)."""

    division = DivisionField(is_bulk=True)
    resident = BulkForeignKey(Resident, models.CASCADE, related_name="cares", verbose_name=_("居民"))
    kind = declared(models.CharField(_("关爱类别"), max_length=20, choices=CARE_CHOICES), personal=personal.GROUP)
    since = models.DateField(_("纳入日期"))
    until = models.DateField(_("退出日期"), null=True, blank=True, help_text=_("不再纳入的第一天"))
    source = models.CharField(_("认定方式"), max_length=10, choices=TagSource, default=TagSource.PERSON)

    not_personal = ("resident", "since", "until", "source")

    class Meta(Record.Meta):
        verbose_name = _("关爱对象")
        verbose_name_plural = _("关爱对象")
        constraints = [
            in_order("care_order", "since", "until", _("退出日期不能早于纳入日期。")),
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=models.Q(until=None),
                name="care_once",
                violation_error_message=_("该居民已在这个类别中。"),
            ),
        ]

    def __str__(self) -> str:
        return str(kind_of(self.kind).name)
