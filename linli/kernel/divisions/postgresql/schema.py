"""Row security is generated here from the model, never written by hand.

A table is division-bound when its model has a `DivisionField`. Its policies come with that column, in `CREATE TABLE` or
where a migration adds it afterwards, so no migration can make such a table without them.
"""

from django.db.backends.postgresql import schema

from linli.kernel.divisions.scope import SLOTS


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def create_model(self, model):
        super().create_model(model)
        column = scope_column(model)
        if column:
            for statement in policies(model._meta.db_table, column):
                self.execute(statement)

    def add_field(self, model, field):
        super().add_field(model, field)
        if getattr(field, "binds_scope", False):
            for statement in policies(model._meta.db_table, field.column):
                self.execute(statement)


def scope_column(model) -> str | None:
    """The column that row security reads, or None for a table that belongs to no division."""
    for field in model._meta.local_fields:
        if getattr(field, "binds_scope", False):
            return field.column
    return None


def policies(table: str, column: str) -> list[str]:
    """The statements that close a table and open it again, range by range, to the three scope roles."""
    one = in_range(table, column, "")
    many = " OR ".join(f"({in_range(table, column, str(slot))})" for slot in range(SLOTS))
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY scope_all ON "{table}" TO linli_scope_all USING (true) WITH CHECK (true)',
        f'CREATE POLICY scope_one ON "{table}" TO linli_scope_one USING ({one}) WITH CHECK ({one})',
        f'CREATE POLICY scope_many ON "{table}" TO linli_scope_many USING ({many}) WITH CHECK ({many})',
    ]


def in_range(table: str, column: str, slot: str) -> str:
    # Fully qualified: an unqualified column inside a policy can bind to something else and always be true.
    # Plain current_setting() is estimated by the planner with its real value, so the index is used.
    target = f'"{table}"."{column}"'
    return f"{target} >= current_setting('linli.lo{slot}')::bigint AND {target} < current_setting('linli.hi{slot}')::bigint"
