"""Model fields for what must not be read in the database: sealed, and found again only by exact value.

id_number = SealedField(_("证件号码"), personal=ID_NUMBER, max_length=40)
id_fingerprint = FingerprintField(of="id_number")

Resident.objects.filter(id_fingerprint=fingerprint("410902…"))
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import cipher, masking
from linli.kernel.privacy.declaration import Personal


class Sealed(str):
    """A sealed value in Python. As a text it is its mask, wherever it goes: pages, JSON, workbooks, logs, the audit.

    `plain` is the value itself. Two are equal when their values are; a plain text is compared with the value too.
    """

    __slots__ = ("_bytes", "_plain")
    _plain: str
    _bytes: bytes | None

    @classmethod
    def of(cls, plain: str, personal: Personal | None, sealed: bytes | None = None) -> "Sealed":
        mask = personal.mask if personal is not None and personal.mask is not None else masking.hidden
        made = cls(mask(plain))
        made._plain, made._bytes = plain, sealed
        return made

    @property
    def plain(self) -> str:
        """The whole value. To show it to a person is `reveal`'s business."""
        return self._plain

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self._plain == other._plain
        return self._plain == other if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._plain)

    def __reduce__(self) -> Any:
        raise TypeError("a sealed value is not pickled; it would leave the process unsealed")

    def __deepcopy__(self, memo: Any) -> "Sealed":
        return self

    def __copy__(self) -> "Sealed":
        return self


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is first asked for: a list that does not show it does not pay for it."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, bytes | memoryview | bytearray):
            value = self.field.open(bytes(value))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, str) and not isinstance(value, Sealed):
            value = Sealed.of(value, self.field.personal) if value else None
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """A text that stands encrypted in the database. Filter by its FingerprintField; only `isnull` works on the field itself.

    Empty and missing are the same: NULL. `max_length` counts the characters of the value.
    """

    description = _("加密文字")
    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, personal: Personal | None = None, max_length: int = 200, **kwargs: Any):
        kwargs |= {"null": True, "blank": kwargs.get("blank", True), "max_length": max_length}
        super().__init__(*args, **kwargs)
        self.personal = personal

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for usual in ("null", "blank"):
            kwargs.pop(usual, None)
        if not self.blank:
            kwargs["blank"] = False
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def place(self) -> str:
        """What the ciphertext is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def open(self, sealed: bytes) -> Sealed:
        """Raises Unreadable, KeyProblem."""
        return Sealed.of(cipher.unseal(sealed, self.place), self.personal, sealed)

    def seal_many(self, plains: Iterable[str | None]) -> list[bytes | None]:
        """The database's values of many texts, for COPY; they open in this column only."""
        return cipher.seal_many(plains, self.place)

    def audited(self, side: str) -> str:
        """SQL for the audit: that there is a value, and a mark that changes when the value does, never the value.

        Sealing the same value again, under a new key, is no change.
        """
        mark = next((each for each in self.model._meta.local_fields if getattr(each, "of", "") == self.name), None)
        text = f"left(encode({side}.\"{mark.column}\", 'hex'), 8)" if mark else "''"
        return f"CASE WHEN {side}.\"{self.column}\" IS NOT NULL THEN 'sealed:' || {text} END"

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def clean(self, value: Any, model_instance: Any) -> Any:
        plain = value.plain if isinstance(value, Sealed) else value
        if plain and masking.is_masked(plain):
            raise ValidationError(_("“%(field)s”里是打了星号的文字，不是原值。") % {"field": self.verbose_name})
        if plain and len(plain) > (self.max_length or len(plain)):
            words = {"field": self.verbose_name, "most": self.max_length}
            raise ValidationError(_("“%(field)s”至多%(most)d个字符。") % words)
        return super().clean(value or None, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, Sealed):
            return value._bytes or cipher.seal(value.plain, self.place)
        return cipher.seal(value, self.place) if isinstance(value, str) and value else value or None

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: filter by its fingerprint.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return super().formfield(
            **{"form_class": forms.CharField, "max_length": self.max_length, "widget": widget, **kwargs}
        )


class Fingerprint(bytes):
    """A keyed hash; as a text it is a word, so that neither the audit nor a page carries it."""

    def __str__(self) -> str:
        return str(_("（指纹）"))

    __repr__ = __str__


class FingerprintAttribute(DeferredAttribute):
    """Follows the sealed value: whoever sets that has set this."""

    field: "FingerprintField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        source = instance.__dict__.get(self.field.of)
        if isinstance(source, Sealed) and source._bytes is None:  # set in Python, not read from the database
            [found] = cipher.fingerprint_many([source.plain])
            return Fingerprint(found) if found else None
        if self.field.of in instance.__dict__ and source is None:
            return None
        value = super().__get__(instance, cls)
        return Fingerprint(bytes(value)) if value is not None else None

    def __set__(self, instance: Any, value: Any) -> None:
        """With this the descriptor goes before the instance's own dictionary."""
        instance.__dict__[self.field.attname] = value


class FingerprintField(models.BinaryField):
    """The keyed hash of another field's value, kept with it on every way of writing through models."""

    descriptor_class = FingerprintAttribute

    def __init__(self, *args: Any, of: str, **kwargs: Any):
        kwargs |= {"null": True, "blank": True, "editable": False, "max_length": cipher.FINGERPRINT_LENGTH}
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for usual in ("null", "blank", "editable", "max_length"):
            kwargs.pop(usual, None)
        return name, path, args, {**kwargs, "of": self.of}

    def audited(self, side: str) -> str:
        """Nothing: the sealed value's own mark says when it changed."""
        return ""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        return bytes(value) if value is not None else None


class MarkField(models.BinaryField):
    """A keyed hash of what is kept nowhere, such as a code that was handed out. The account says nothing of it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{**kwargs, "editable": False, "max_length": cipher.FINGERPRINT_LENGTH})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for usual in ("editable", "max_length"):
            kwargs.pop(usual, None)
        return name, path, args, kwargs

    def audited(self, side: str) -> str:
        """Nothing: a mark in the account would tell which rows speak of the same person."""
        return ""


def written_along(model: type[models.Model]) -> list[str]:
    """The fields that follow others; a bulk update that sets the others must name them too."""
    return [field.name for field in model._meta.local_concrete_fields if isinstance(field, FingerprintField)]
