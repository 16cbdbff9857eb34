"""The base of every record, and the append-only account of what was done to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.audit.guard import refuse_unless_open
from linli.kernel.divisions.models import (
    DivisionBound,
    DivisionField,
    ScopedManager,
    ScopedQuerySet,
)


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
