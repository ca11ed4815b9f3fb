"""The database itself refuses to change or delete entries of the audit."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_entry_never_changed BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
    """CREATE TRIGGER audit_entry_never_deleted BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    """CREATE TRIGGER audit_details_never_changed BEFORE UPDATE ON audit_details
       BEGIN SELECT RAISE(ABORT, 'audit details are never changed'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS audit_entry_never_changed",
    "DROP TRIGGER IF EXISTS audit_entry_never_deleted",
    "DROP TRIGGER IF EXISTS audit_details_never_changed",
]
POSTGRESQL = [
    """CREATE FUNCTION audit_refuse() RETURNS trigger AS $$
       BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_details_never_changed BEFORE UPDATE ON audit_details
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS audit_entry_append_only ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_details_never_changed ON audit_details",
    "DROP FUNCTION IF EXISTS audit_refuse()",
]


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
