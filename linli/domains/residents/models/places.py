"""Where people live: a dwelling, and the household that lives in it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import HouseholdKind
from linli.domains.residents.models import personal
from linli.domains.residents.models.names import searchable
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import DivisionField
from linli.kernel.divisions.references import BulkForeignKey
from linli.kernel.privacy.declaration import declared


class Dwelling(Record):
    """One home. `division` is the community, or the grid once grids have codes; until then `grid_name` says which."""

    division = DivisionField(is_bulk=True)
    quarter = declared(
        models.CharField(_("小区或建筑"), max_length=80, help_text=_("没有小区的写村民小组或街巷名")),
        personal=personal.ADDRESS,
    )
    building = declared(models.CharField(_("楼栋"), max_length=40, blank=True), personal=personal.ADDRESS)
    unit = declared(models.CharField(_("单元"), max_length=40, blank=True), personal=personal.ADDRESS)
    room = declared(
        models.CharField(_("门牌"), max_length=120, help_text=_("如1单元101室；没有楼栋单元的只填这一栏")),
        personal=personal.ADDRESS,
    )
    address_norm = declared(
        searchable("quarter", "building", "unit", "room", verbose_name=_("地址检索")), personal=personal.ADDRESS
    )
    grid_name = models.CharField(_("所属网格"), max_length=60, blank=True)

    not_personal = ("grid_name",)

    class Meta(Record.Meta):
        verbose_name = _("房屋")
        verbose_name_plural = _("房屋")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "address_norm"],
                name="dwelling_one_per_address",
                violation_error_message=_("这处房屋已经登记，请直接使用原记录。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}{self.building}{self.unit}{self.room}"

    def get_absolute_url(self) -> str:
        return reverse("residents:dwelling_detail", kwargs={"pk": self.pk})


class Household(Record):
    """Those who keep house together, by the number of their household."""

    division = DivisionField(is_bulk=True)
    number = declared(models.CharField(_("户编号"), max_length=40), personal=personal.HOME)
    kind = declared(
        models.CharField(_("户别"), max_length=10, choices=HouseholdKind, default=HouseholdKind.FAMILY),
        personal=personal.HOME,
    )
    dwelling = declared(
        BulkForeignKey(
            Dwelling,
            models.PROTECT,
            null=True,
            blank=True,
            db_index=False,
            related_name="households",
            verbose_name=_("房屋"),
        ),
        personal=personal.HOME,
    )
    registered_on = models.DateField(_("立户日期"))
    ended_on = models.DateField(_("销户日期"), null=True, blank=True)

    not_personal = ("registered_on", "ended_on")

    class Meta(Record.Meta):
        verbose_name = _("户")
        verbose_name_plural = _("户")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "number"],
                name="household_number",
                violation_error_message=_("该户编号在本村（社区）已经使用，请核对。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("residents:household_detail", kwargs={"pk": self.pk})
