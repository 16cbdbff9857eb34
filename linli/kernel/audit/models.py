"""The base of every record, and the append-only account of what was done to it."""

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.audit.guard import refuse_unless_open
from linli.kernel.divisions.models import (
    DivisionBound,
    DivisionField,
    ScopedManager,
    ScopedQuerySet,
)

# In the account they are texts, as the database writes them.
TRUTHS = {"true": True, "false": False}
COUNTED = (models.IntegerField, models.BooleanField, models.DecimalField)


class GuardedQuerySet(ScopedQuerySet):
    """Bulk writes pass through the same guard as `save()`."""

    def create(self, **kwargs):
        refuse_unless_open(self.model)
        return super().create(**kwargs)

    def bulk_create(self, *args, **kwargs):
        refuse_unless_open(self.model)
        return super().bulk_create(*args, **kwargs)

    def update(self, **kwargs):
        refuse_unless_open(self.model)
        return super().update(**kwargs)

    def delete(self):
        refuse_unless_open(self.model)
        return super().delete()


class RecordManager(ScopedManager.from_queryset(GuardedQuerySet)):
    pass


class OpenRecordManager(RecordManager):
    """Leaves the limits to row security, whose policies say who else may read."""

    def get_queryset(self):
        return GuardedQuerySet(self.model, using=self._db)


class Record(DivisionBound):
    """A fact of a division. It is written by an action and by nothing else, and each write is audited."""

    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), editable=False)
    updated_at = models.DateTimeField(_("更新时间"), editable=False)

    objects = RecordManager()

    class Meta(DivisionBound.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        refuse_unless_open(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_unless_open(type(self))
        return super().delete(*args, **kwargs)


class OpenRecord(Record):
    """A record that other scopes may read too, as a policy of its migration says. Where it is written stays the scope's business."""

    objects = OpenRecordManager()

    class Meta(Record.Meta):
        abstract = True


class Kind(models.TextChoices):
    """What the database saw; only the last is written at a program's word."""

    INSERT = "i", _("新增")
    UPDATE = "u", _("修改")
    DELETE = "d", _("删除")
    HAPPENED = "h", _("其他行为")


class AuditEntry(DivisionBound):
    """Who did what, when, to which record, and why. It points to nothing, so that it neither blocks nor vanishes.

    Written by the database itself: by the triggers on every record's table, and by the function behind `log.happened`.
    """

    # The division alone is a key, and unenforced: row security reads it.
    division = DivisionField(db_constraint=False, on_delete=models.DO_NOTHING)
    recorded_at = models.DateTimeField(_("记录时间"))
    kind = models.CharField(_("性质"), max_length=1, choices=Kind)
    at = models.DateTimeField(_("时间"))
    post_id = models.BigIntegerField(_("岗位编号"), null=True)
    by_name = models.CharField(_("经手人"), max_length=160)
    verb = models.CharField(_("动作"), max_length=60)
    record_type = models.CharField(_("记录类型"), max_length=60)
    record_id = models.BigIntegerField(_("记录编号"), null=True)
    before = models.JSONField(_("之前"), null=True)
    after = models.JSONField(_("之后"), null=True)
    reason = models.CharField(_("理由"), max_length=400, blank=True)

    grants = ("SELECT",)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.verb} {self.record_type} {self.record_id}"

    @property
    def was(self) -> dict[str, Any]:
        """The record before, by column; numbers, yes and no, and keys are such again. Days stay texts. Empty for a new record."""
        return self._restored(self.before)

    @property
    def became(self) -> dict[str, Any]:
        """As `was`, after; empty for a deleted record."""
        return self._restored(self.after)

    def _restored(self, values: dict[str, Any] | None) -> dict[str, Any]:
        if self.kind == Kind.HAPPENED or not values:
            return values or {}
        try:
            fields = {field.attname: _own(field) for field in apps.get_model(self.record_type)._meta.concrete_fields}
        except LookupError:
            return values
        return {
            name: fields[name].to_python(TRUTHS.get(value, value)) if isinstance(fields.get(name), COUNTED) else value
            for name, value in values.items()
        }


def _own(field: Any) -> models.Field:
    """What a key holds is of the kind of the key that it refers to."""
    while field.is_relation:
        field = field.target_field
    return field


class Signed(models.Model):
    """A statement about entries that stands by itself: hashed over its fields, signed, and copied out of the database."""

    count = models.PositiveBigIntegerField(_("条数"))
    root = models.CharField(_("树根"), max_length=64)
    key = models.CharField(_("公钥"), max_length=64)
    hash = models.CharField(_("散列"), max_length=64)
    signature = models.CharField(_("签名"), max_length=128)

    grants = ("SELECT",)

    class Meta:
        abstract = True


class Seal(Signed):
    """A batch of entries under one root. Its window is one of transactions, because numbers are not given in commit order.

    `generation` counts the clusters that the audit has lived in: transaction numbers begin anew in each. Entries up to
    `id_floor` belong to earlier ones. The first seal of a later generation takes what they left open, entry by entry.
    """

    number = models.PositiveBigIntegerField(_("封签号"), primary_key=True)
    generation = models.PositiveIntegerField(_("代次"))
    id_floor = models.PositiveBigIntegerField(_("本代起始编号"))
    cluster = models.CharField(_("数据库标识"), max_length=20)
    xid_lo = models.BigIntegerField(_("事务号起"))
    xid_hi = models.BigIntegerField(_("事务号止"), help_text=_("不含"))
    sealed_at = models.DateTimeField(_("封签时间"))
    previous = models.CharField(_("上一封签"), max_length=64)
    note = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("审计封签")
        verbose_name_plural = _("审计封签")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}（{self.count}）"


class SealLeaves(models.Model):
    """The leaves under a seal, at most `sealing.CHUNK` in a row: they tell which entry is broken, and are proved by the root."""

    seal_number = models.PositiveBigIntegerField(_("封签号"))
    ordinal = models.PositiveIntegerField(_("序号"))
    ids = models.BinaryField(_("编号"))
    months = models.BinaryField(_("月份"))
    hashes = models.BinaryField(_("叶散列"))

    grants = ("SELECT",)

    class Meta:
        verbose_name = _("封签叶")
        verbose_name_plural = _("封签叶")
        ordering = ["seal_number", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["seal_number", "ordinal"], name="leaves_once")]

    def __str__(self) -> str:
        return f"{self.seal_number}/{self.ordinal}"


class ArchivedMonth(Signed):
    """A month that has left the database for a pack. Its leaves stay, so that seals which span it can still be proved."""

    month = models.PositiveIntegerField(_("月份"), primary_key=True, help_text=_("年×12＋月－1"))
    first_seal = models.PositiveBigIntegerField(_("首个封签"))
    last_seal = models.PositiveBigIntegerField(_("末个封签"))
    pack_digest = models.CharField(_("归档包散列"), max_length=64)
    archived_at = models.DateTimeField(_("归档时间"))

    class Meta:
        verbose_name = _("已归档月份")
        verbose_name_plural = _("已归档月份")
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month // 12}-{self.month % 12 + 1:02d}"
