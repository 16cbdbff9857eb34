import pytest
from django.db import DatabaseError, connection, transaction

from linli.domains.consultation.models import Session
from linli.kernel.audit import log
from linli.kernel.audit.guard import WriteOutsideAction
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from tests.cast import NOW
from tests.factories import make


def test_record_is_not_written_outside_an_action(tree, everywhere):
    record = make(Session, tree["410902001001"])

    for write in (
        record.save,
        record.delete,
        lambda: Session.objects.update(topic="x"),
        lambda: Session.objects.all().delete(),
        lambda: Session.objects.create(division=tree["410902001001"]),
        lambda: Session.objects.bulk_create([]),
    ):
        with pytest.raises(WriteOutsideAction):
            write()


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry"])
def test_audit_cannot_be_changed_by_the_application(tree, everywhere, statement):
    log.happened("v", at=NOW, division_id=tree["410902001001"].code, by_name="某人")

    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        cursor.execute(statement)


def test_audit_entry_outlives_its_division_row(tree, everywhere):
    log.happened("v", at=NOW, division_id=tree["410902001001"].code, by_name="某人")

    entry = AuditEntry.objects.get(verb="v")
    assert entry.division_id == tree["410902001001"].code


def test_leaving_the_scope_is_audited(db):
    with scope.everything("a count for the regulator"):
        pass

    with scope.everything("look"):
        reasons = list(AuditEntry.objects.filter(verb="leave_scope").values_list("reason", flat=True))
    assert "a count for the regulator" in reasons
