"""Django's PostgreSQL backend, with row security made together with every division-bound table."""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from linli.kernel.divisions.postgresql.schema import DatabaseSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor

    def is_broken(self) -> bool:
        """True when the server refuses further statements until rollback, so that a scope need not be put back."""
        return self.connection is None or self.connection.info.transaction_status in (
            TransactionStatus.INERROR,
            TransactionStatus.UNKNOWN,
        )
