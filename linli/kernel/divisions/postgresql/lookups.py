"""Lookups that row security lets through to an index; LIKE is not among them, because PostgreSQL calls it leaky."""

from django.db.models import CharField, Lookup, TextField


class Begins(Lookup):
    """`name__begins="张"`: text that starts so, exactly as written. Its operator ^@ is leakproof, unlike LIKE."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}::text", (*left_params, *right_params)


def register() -> None:
    for field in (CharField, TextField):
        field.register_lookup(Begins)
