"""Makes a row of any division-bound model, so that contract tests can run over all of them.

`RECIPES` has what a model's constraints ask for beyond the types of its fields; a new model usually needs none.
"""

import itertools
from datetime import UTC, date, datetime

from django.apps import apps
from django.db import models

from linli.domains.committees.rules.codes import make_code
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions.models import DivisionField
from linli.kernel.divisions.postgresql.schema import scope_column
from tests.cast import cast_role

AT = datetime(2021, 7, 9, 10, 0, tzinfo=UTC)
DAY = date(2021, 1, 4)
_numbers = itertools.count(1)


def enrolled(division):
    """The programme's community of the place, which certifications and plans ask for."""
    community = apps.get_model("standards", "Community")
    if not community.objects.filter(division=division).exists():
        make(community, division)
    return {}


def another_unit(division):
    unit = Unit.objects.get_or_create(code="U-other", defaults={"name": "另一单位", "division": division})[0]
    return {"to_unit": unit}


def typist(division):
    return {"user": someone(Post, division).user}


def somebody(name):
    return lambda division: {name: User.objects.get_or_create(username="somebody", defaults={"name": "某人"})[0]}


RECIPES = {
    "elections.ResultEntry": typist,
    "disclosure.Posting": somebody("drafted_by"),
    "disclosure.Trace": somebody("done_by"),
    "standards.Certification": enrolled,
    "standards.PlanItem": enrolled,
    "suggestions.Referral": another_unit,
    "committees.Assembly": {
        "members_count": 35,
        "representatives_count": 30,
        "women_count": 12,
        "households_count": 300,
    },
    "coordination.LeadingGroup": lambda division: {"level": division.level},
    "correspondence.Citation": {"kind": "outside", "source": "统计公报"},
}

# Registers that are not kept at villages: where the contract tests put their three rows, two in Hualong and one outside.
PLACES = {
    "funds.allocation": ("410902000000", "410902000000", "410922000000"),
    "funds.budget": ("410902000000", "410902000000", "410922000000"),
    "coordination.leading_group": ("410902000000", "410902001000", "410922000000"),
}


# What the database keeps and nobody writes; tests/kernel/test_rollup_scope.py looks at who sees them.
KEPT_BY_TRIGGERS = {"indicators.Delta", "indicators.Tally", "committees.Holding"}
# Read in every scope on purpose: linli/portal/tests/test_public_pages.py looks at who writes and who reads what is public,
# linli/domains/returns/tests/test_reading.py at what communities may know of requests.
PUBLISHED = {"portal.PublicPage", "returns.Request", "returns.Fact", "returns.Alias"}


def bound_models():
    """Every model whose table carries row security and whose rows are written by the application."""
    apart = KEPT_BY_TRIGGERS | PUBLISHED
    return [model for model in apps.get_models() if scope_column(model) and model._meta.label not in apart]


def make(model, division, **values):
    """One saved row in a division; foreign keys to bound models are made in the same division."""
    if by_database := BY_DATABASE.get(model._meta.label):
        return by_database(division)
    recipe = RECIPES.get(model._meta.label, {})
    recipe = recipe(division) if callable(recipe) else recipe
    given = {**recipe, **values}
    for field in model._meta.local_fields:
        if field.name in given or field.primary_key:
            continue
        if isinstance(field, DivisionField):
            given[field.name] = division
        elif needs_value(field):
            given[field.name] = value_for(field, division)
    with writing():
        row = model(**given)
        row.save(force_insert=True)
    return row


def noted(division):
    """The audit is written by the database alone."""
    log.happened("t.noted", at=AT, division_id=division.code, by_name="测试人")
    return AuditEntry.objects.filter(division=division).first()


def held(division):
    """The times of holding a certificate are kept by a trigger of the register."""
    serial = next(_numbers)
    values = {
        "kind": "villagers",
        "registered_on": DAY,
        "code": make_code("villagers", str(division.code)[:6], serial),
        "code_assigned_on": DAY,
        "certificate_no": f"PDY-{serial}",
        "certificate_issued_on": DAY,
        "certificate_expires_on": date(2999, 12, 31),
    }
    committee = make(apps.get_model("committees", "Committee"), division, **values)
    return committee.holdings.get()


BY_DATABASE = {"audit.AuditEntry": noted, "committees.Holding": held}


def needs_value(field):
    return not (
        field.null or field.has_default() or (field.blank and isinstance(field, models.CharField | models.TextField))
    )


def value_for(field, division):
    number = next(_numbers)
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        return make(related, division) if scope_column(related) else someone(related, division)
    if field.name == "year":
        return DAY.year
    if field.choices:
        return next(value for value, _label in field.choices if value != "")
    for kind, value in (
        (models.DateTimeField, AT),
        (models.DateField, DAY),
        (models.UUIDField, None),
        (models.JSONField, {}),
        (models.BinaryField, f"x{number}".encode()),
        (models.BooleanField, True),
        (models.IntegerField, number % 30000 + 1),
    ):
        if isinstance(field, kind):
            return value
    return f"T{number}"[: field.max_length or 40]


def someone(model, division):
    """A unit, account or post, new or one that is there; these belong to no division's rows."""
    if model is Unit:
        return Unit.objects.get_or_create(code="U-test", defaults={"name": "测试单位", "division": division})[0]
    if model is Post:
        user = User.objects.get_or_create(username="u-test", defaults={"name": "测试人"})[0]
        unit = someone(Unit, division)
        return Post.objects.get_or_create(
            user=user, unit=unit, role=cast_role("cast_clerk"), since=DAY, defaults={"title": "科员"}
        )[0]
    return model.objects.order_by("pk").first()
