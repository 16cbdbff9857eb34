"""What must hold of personal data before the system starts."""

from typing import Any

from django.core.checks import CheckMessage, Critical, Error, register

from linli.kernel.privacy import keys
from linli.kernel.privacy.declaration import all_purposes, declaration_of, personal_fields, personal_models

# What every record has, and what points to its place.
OF_THE_HOUSE = {"id", "version", "created_at", "updated_at", "division"}


@register
def keys_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """privacy.E001: without its keys the system neither reads nor writes personal data, so it does not start."""
    try:
        keys.keyring()
    except keys.KeyProblem as problem:
        return [Critical(str(problem), id="privacy.E001")]
    return []


@register
def fields_are_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """privacy.E002: every field of a model that holds persons says its purpose, or is named as none of a person's."""
    return [
        Error(f"{model._meta.label}.{name} 是个人信息登记表的字段，但没有写明用途、依据和保存期。", id="privacy.E002")
        for model in personal_models()
        for name in undeclared(model)
    ]


def undeclared(model: Any) -> list[str]:
    """The fields of a model that holds persons of which nothing is said."""
    known = OF_THE_HOUSE | set(getattr(model, "not_personal", ()))
    return [
        field.name
        for field in model._meta.local_fields
        if field.name not in known and not field.primary_key and declaration_of(field) is None
    ]


def incomplete(model: Any) -> list[str]:
    """The declared fields whose purpose is not registered, or that lack the article, the retention or its reason."""
    purposes = {purpose.code for purpose in all_purposes()}
    return [
        field.name
        for field, said in personal_fields(model)
        if said.purpose.code not in purposes
        or not str(said.basis.article)
        or not (str(said.retention.name) and str(said.retention.reason))
        or (said.retention.days is not None and not said.retention.counted_from)
    ]
