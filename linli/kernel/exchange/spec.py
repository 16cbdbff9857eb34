"""What a register is, said once. List, detail, form, import, export and history are all made from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # text for people, translated when it is shown


@dataclass(frozen=True)
class Field:
    """One field of a record, in the order of the form and of the workbook.

    `kind` is read off the model field; "yuan" shows an integer field of fen as 元, "code" folds width, case and spaces. `lookup` is the spec of the record that a
    foreign key points to: people write its key. `aliases` are other headers under which workbooks carry the field.
    """

    name: str
    kind: str = ""
    lookup: "RecordSpec | None" = None
    aliases: Sequence[str] = ()
    help: Words = ""


@dataclass(frozen=True)
class RecordAction:
    """A deed that is more than an edit: a button on the record's page, with the fields that it asks for.

    `run(record, *, by, at, **values)` is the domain's action; `offered(record)` says whether it can be done now.
    """

    slug: str
    label: Words
    run: Callable[..., Any]
    permission: str
    form: type | None = None
    offered: Callable[[Any], bool] = lambda record: True
    confirm: Words = ""


@dataclass(frozen=True)
class Finding:
    """What a rule says against a value: an error stops the record, a warning is only shown."""

    field: str
    message: str
    remedy: str
    is_error: bool = True


@dataclass(frozen=True)
class RecordSpec:
    """`check(values) -> list[Finding]` joins the domain's pure rules to the values of one record.

    `subject`: what one record says something of: division (one record of each at a time), person, household,
    organisation, place or event.
    """

    model: type[models.Model]
    slug: str
    fields: Sequence[Field]
    columns: Sequence[str]
    key: Sequence[str]
    edit_permission: str
    view_permission: str
    subject: str = "event"  # what one record is about: division, person, household, organisation, place or event
    facts: Sequence[str] = ()  # model fields that come about by deeds: shown on the record's page, asked by no form
    filters: Sequence[str] = ()
    search: Sequence[str] = ()
    ordering: Sequence[str] = ("division_id", "id")
    check: Callable[[dict[str, Any]], list[Finding]] = lambda values: []
    entered: Callable[..., None] = lambda record, *, by, at: None  # what a new record brings about, typed or imported
    actions: Sequence[RecordAction] = ()
    formats: Sequence[Any] = ()  # exchange.formats.Format: other files than the register's own that its import takes
    related: Sequence[tuple[str, Words]] = ()  # (reverse accessor, heading)
    begins: Sequence[
        str
    ] = ()  # normalised columns (NFKC, capitals, no spaces) that a word is searched in from its start
    listed: models.Q = field(default_factory=models.Q)  # records that lists leave out although figures count them
    is_large: bool = (
        False  # lists turn pages by key and count to a limit, so that the last page is as quick as the first
    )
    verbs: Mapping[str, Words] = field(default_factory=dict)  # what deeds without a button are called in the history
    section: Words = ""  # place in the 12341 navigation
    help: Words = ""
    icon: str = "list-details"
    select_related: Sequence[str] = ()  # what __str__ of the record and its columns need besides the division

    @property
    def app(self) -> str:
        return self.model._meta.app_label

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def code(self) -> str:
        return f"{self.app}.{self.slug}"

    def url(self, page: str = "list", **kwargs: Any) -> str:
        """Pages: list, detail (pk), create, edit (pk), import, export, template, history (pk), act (pk, action)."""
        return reverse(f"{self.app}:{self.slug}_{page}", kwargs=kwargs or None)

    def model_field(self, name: str) -> models.Field:
        """The model's own field of that name; a spec names no reverse relation."""
        field = self.model._meta.get_field(name)
        assert isinstance(field, models.Field)
        return field

    def spec_field(self, name: str) -> Field:
        return next(item for item in self.fields if item.name == name)


_specs: dict[str, RecordSpec] = {}


def register(*specs: RecordSpec) -> None:
    """Called from each domain's apps.py, in the order in which the registers are to be listed."""
    for spec in specs:
        _specs[spec.code] = spec


def all_specs() -> list[RecordSpec]:
    return list(_specs.values())


def get_spec(code: str) -> RecordSpec:
    return _specs[code]


def spec_of(model: type[models.Model]) -> RecordSpec | None:
    return next((spec for spec in _specs.values() if spec.model is model), None)
