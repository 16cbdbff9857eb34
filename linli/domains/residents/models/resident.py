"""One person, one file: among the files that have not ended, a document's number stands once in the whole city."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import IdKind, Joined, Left, Marriage, Relation, ResidentKind, Sex
from linli.domains.residents.models import personal
from linli.domains.residents.models.names import searchable
from linli.domains.residents.models.places import Dwelling, Household
from linli.kernel.audit.constraints import in_order
from linli.kernel.audit.models import Record
from linli.kernel.divisions.models import DivisionField
from linli.kernel.divisions.references import BulkForeignKey
from linli.kernel.privacy.declaration import declared
from linli.kernel.privacy.fields import FingerprintField, SealedField


def text(label: Any, length: int = 20, **kwargs: Any) -> models.CharField:
    return models.CharField(label, max_length=length, blank=True, **kwargs)


class Resident(Record):
    """The file of a person in one community, from `registered_on` until `left_on` (exclusive).

    Whoever moves to another community of the city leaves a file that has ended there and begins one here.
    """

    division = DivisionField(is_bulk=True)
    name = declared(models.CharField(_("姓名"), max_length=100), personal=personal.NAME)
    name_norm = declared(searchable("name", verbose_name=_("姓名检索")), personal=personal.NAME)
    id_kind = declared(
        models.CharField(_("证件类型"), max_length=20, choices=IdKind, default=IdKind.IDENTITY_CARD),
        personal=personal.ID_KIND,
    )
    id_number = SealedField(_("证件号码"), personal=personal.ID_NUMBER, max_length=40)
    id_fingerprint = declared(FingerprintField(verbose_name=_("证件指纹"), of="id_number"), personal=personal.ID_NUMBER)
    phone = SealedField(_("联系电话"), personal=personal.PHONE, max_length=100)
    phone_fingerprint = declared(FingerprintField(verbose_name=_("电话指纹"), of="phone"), personal=personal.PHONE)
    sex = declared(models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN), personal=personal.BASIC)
    born_on = declared(models.DateField(_("出生日期"), null=True, blank=True), personal=personal.BASIC)
    kind = declared(
        models.CharField(_("人员类型"), max_length=10, choices=ResidentKind, default=ResidentKind.PERMANENT),
        personal=personal.BASIC,
    )
    household = declared(
        BulkForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("户")),
        personal=personal.HOME,
    )
    relation = declared(
        models.CharField(_("与户主关系"), max_length=12, choices=Relation, blank=True), personal=personal.HOME
    )
    dwelling = declared(
        BulkForeignKey(
            Dwelling,
            models.PROTECT,
            null=True,
            blank=True,
            db_index=False,
            related_name="residents",
            verbose_name=_("现住房屋"),
        ),
        personal=personal.HOME,
    )
    is_separated = declared(models.BooleanField(_("人户分离"), default=False), personal=personal.HOME)
    registered_quarter = declared(text(_("户籍小区或建筑"), 80), personal=personal.ADDRESS)
    registered_address = declared(text(_("户籍地址"), 200), personal=personal.ADDRESS)
    actual_address = declared(
        text(_("实际居住地"), 200, help_text=_("户籍在此、人住别处的填写")), personal=personal.ADDRESS
    )
    ethnic_group = declared(text(_("民族")), personal=personal.STATE)
    political_status = declared(text(_("政治面貌")), personal=personal.DETAIL)
    marriage = declared(
        models.CharField(_("婚姻状况"), max_length=10, choices=Marriage, blank=True), personal=personal.DETAIL
    )
    education = declared(text(_("文化程度")), personal=personal.DETAIL)
    occupation = declared(text(_("工作学习情况"), 60), personal=personal.DETAIL)
    health = declared(text(_("健康状况"), 60), personal=personal.HEALTH)
    note = declared(text(_("备注"), 400), personal=personal.DETAIL)

    registered_on = models.DateField(_("登记日期"), help_text=_("在本村（社区）建档的第一天"))
    joined = models.CharField(_("建档原因"), max_length=12, choices=Joined, default=Joined.SURVEYED)
    left_on = models.DateField(_("离开日期"), null=True, blank=True, help_text=_("不再是本村（社区）居民的第一天"))
    left_reason = models.CharField(_("离开原因"), max_length=12, choices=Left, blank=True)
    left_to = declared(text(_("迁往地"), 200), personal=personal.ADDRESS)
    died_on = declared(models.DateField(_("死亡日期"), null=True, blank=True), personal=personal.BASIC)
    restricted_on = models.DateField(_("限制处理日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60, blank=True, help_text=_("如入户登记、某次导入"))

    not_personal = ("registered_on", "joined", "left_on", "left_reason", "restricted_on", "source")

    class Meta(Record.Meta):
        verbose_name = _("居民")
        verbose_name_plural = _("居民")
        indexes = [
            *Record.Meta.indexes,
            # The name first: in a city the beginning of a name says more than the city does.
            models.Index(
                fields=["name_norm", "division"], name="resident_name", opclasses=["text_pattern_ops", "int8_ops"]
            ),
            models.Index(
                fields=["phone_fingerprint"], name="resident_phone", condition=Q(phone_fingerprint__isnull=False)
            ),
        ]
        constraints = [
            # One index finds a person by number, and keeps the files that go on (left_on NULL) to one for each number.
            models.UniqueConstraint(
                fields=["id_fingerprint", "left_on"],
                name="resident_one_file",
                nulls_distinct=False,
                condition=Q(id_fingerprint__isnull=False),
                violation_error_message=_("该证件号码在本市已有档案，请核对；确已搬来的，请办理“市内转入”。"),
            ),
            in_order("resident_left_order", "registered_on", "left_on", _("离开日期不能早于登记日期。")),
            models.CheckConstraint(
                name="resident_left_paired",
                condition=Q(left_on=None, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                violation_error_message=_("离开日期与离开原因应同时填写或同时留空。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Resident {self.pk}>"

    def get_absolute_url(self) -> str:
        return reverse("residents:resident_detail", kwargs={"pk": self.pk})
