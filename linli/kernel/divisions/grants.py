"""What the scope roles may do with each table, taken from the model registry after every migration.

A model may say `grants = ("SELECT", "INSERT")` to give less than the four usual rights, or `grants = ()` to give none: what is
in such a table is written and read by functions of the database alone. The role without a division sees
accounts, sessions, what signing in needs and the tree of places alone: no record. What is published to everybody says so
with `bare_grants = ("SELECT",)`.
"""

from django.apps import apps
from django.db import connections
from django.db.models import Model

from linli.kernel.divisions.references import is_checked

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
SCOPED = "linli_scope_one, linli_scope_many, linli_scope_all"
BARE = "linli_scope_none"
BARE_APPS = {"accounts", "divisions", "sessions", "signin", "account", "mfa", "socialaccount", "axes"}
BARE_WRITES = {
    "sessions.Session": ALL,
    "accounts.User": ("SELECT", "UPDATE"),
    # What is written before a scope can be entered: failures, the codes of a second factor, where one is signed in.
    "axes.AccessAttempt": ALL,
    "axes.AccessAttemptExpiration": ALL,
    "mfa.Authenticator": ALL,
    "signin.Device": ALL,
    "signin.Credential": ALL,
    "signin.PastPassword": ALL,
    "signin.Attempt": ALL,
    "socialaccount.SocialAccount": ("SELECT", "INSERT", "UPDATE"),
}


def grant_all(using: str) -> None:
    """Idempotent. Run by `migrate`, as the owner of the tables."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'linli_scope_one'")
        if cursor.fetchone() is None:
            raise RuntimeError("The scope roles are missing; run `linli sql-roles` and apply what it prints.")
        made = set(connections[using].introspection.table_names(cursor))
        for statement in statements(made):
            cursor.execute(statement)


def statements(made: set[str]) -> list[str]:
    """For the tables that are there: a single app can be migrated by itself."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        # What others manage, such as the tables of the job queue, is none of the scope roles' business.
        if model._meta.db_table not in made or not model._meta.managed:
            continue
        table = f'"{model._meta.db_table}"'
        found.append(f"REVOKE ALL ON {table} FROM {SCOPED}, {BARE}")
        if given := getattr(model, "grants", ALL):
            found.append(f"GRANT {', '.join(given)} ON {table} TO {SCOPED}")
        found += [f'GRANT UPDATE ("{column}") ON {table} TO {SCOPED}' for column in moving_columns(model)]
        rights = getattr(model, "bare_grants", ())
        if model._meta.app_label in BARE_APPS:
            rights = BARE_WRITES.get(model._meta.label, ("SELECT",))
        if rights:
            found.append(f"GRANT {', '.join(rights)} ON {table} TO {BARE}")
    return found


def moving_columns(model: type[Model]) -> list[str]:
    """Of a table that is only added to, the key to a division: when that gets another code, the row goes along."""
    if "UPDATE" in getattr(model, "grants", ALL):
        return []
    keys = [field for field in model._meta.local_fields if getattr(field, "binds_scope", False)]
    return [str(field.column) for field in keys if is_checked(field)]


def after_migrate(sender, using, **kwargs) -> None:
    if using == "owner":
        grant_all(using)
