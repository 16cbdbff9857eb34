"""The dated tree of places, and the base of every record that belongs to one of them.

A division's key is the national 12-digit code × 1000; the last three digits number the grids of a village. A subtree is
the range [code, upper). The table holds the tree in force. A change writes the state before it to `PastDivision`, and a code
that ends leaves this table, so that no record can be entered under it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.divisions import scope
from linli.kernel.divisions.rules.places import NATION, Place, short


class Level(models.TextChoices):
    NATION = "nation", _("全国")
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（区）")
    TOWNSHIP = "township", _("乡镇（街道）")
    VILLAGE = "village", _("村（社区）")
    GRID = "grid", _("网格")


class VillageKind(models.TextChoices):
    NONE = "", _("不适用")
    VILLAGERS = "villagers", _("村委会")
    RESIDENTS = "residents", _("居委会")
    SIMILAR = "similar", _("类似居委会")
    SIMILAR_VILLAGERS = "similar_villagers", _("类似村委会")


class Division(models.Model):
    """A place in the tree. Public knowledge: the table carries no row security."""

    code = models.BigIntegerField(_("区划代码"), primary_key=True)
    upper = models.BigIntegerField(_("下级代码上界"), help_text=_("不含"))
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    name = models.CharField(_("名称"), max_length=60)
    path_name = models.CharField(_("全称"), max_length=200)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    village_kind = models.CharField(_("村居类别"), max_length=20, choices=VillageKind, blank=True, default="")
    urban_rural = models.CharField(_("城乡分类"), max_length=3, blank=True, default="")
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True, help_text=_("不含"))

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["code"]
        # Found by the beginning of a name among 663,128.
        indexes = [models.Index(fields=["name"], name="division_name", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.CheckConstraint(
                name="division_code_range",
                condition=models.Q(code__gte=0, code__lt=scope.TOP, upper__gt=models.F("code")),
                violation_error_message=_("区划代码应为15位以内的数字，上界应大于代码。"),
            ),
            models.CheckConstraint(
                name="division_valid_order",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("停用日期应晚于启用日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.short_code}）"

    @property
    def short_code(self) -> str:
        """The national 12-digit code as people write it."""
        return short(self.code)

    @property
    def place(self) -> Place:
        """The division as a list states it."""
        return Place(self.code, self.name, self.level, self.parent_id or NATION, self.village_kind, self.urban_rural)

    @property
    def range(self) -> tuple[int, int]:
        return self.code, self.upper


class DivisionField(models.ForeignKey):
    """The foreign key that makes a table division-bound. `is_bulk`: checked as a BulkForeignKey is."""

    binds_scope = True

    def __init__(self, to="divisions.Division", on_delete=models.PROTECT, *, is_bulk=False, **kwargs):
        self.is_bulk = is_bulk
        if is_bulk:
            kwargs["db_constraint"] = False
        kwargs.setdefault("verbose_name", _("区划"))
        # (division, id) is indexed by DivisionBound's Meta instead
        kwargs.setdefault("db_index", False)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.is_bulk:
            kwargs["is_bulk"] = kwargs.pop("db_constraint") is False
        return name, path, args, kwargs


class ScopedQuerySet(models.QuerySet):
    def within(self, division: Division):
        """The records of a division and of everything below it."""
        return self.filter(division_id__gte=division.code, division_id__lt=division.upper)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Raises NoScope without a scope; otherwise every query carries the scope's ranges, besides row security."""

    def get_queryset(self):
        queryset = super().get_queryset()
        limits = scope.current()
        if limits.is_everything:
            return queryset
        condition = models.Q(pk__in=[])
        for low, high in limits.ranges:
            condition |= models.Q(division_id__gte=low, division_id__lt=high)
        return queryset.filter(condition)


class DivisionBound(models.Model):
    division = DivisionField()

    objects = ScopedManager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["division", "id"], name="%(app_label)s_%(class)s_div")]
