"""Triggers that refuse to change or delete a row of the audit trail."""

from django.db import migrations


SQLITE = [
    """
    CREATE TRIGGER units_audit_no_{verb} BEFORE {verb} ON units_auditevent
    BEGIN SELECT RAISE(ABORT, 'jejak audit tidak boleh diubah'); END
    """.format(verb=verb)
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION units_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'jejak audit tidak boleh diubah'; END $$
    """,
    """
    CREATE TRIGGER units_audit_append_only BEFORE UPDATE OR DELETE ON units_auditevent
    FOR EACH ROW EXECUTE FUNCTION units_audit_refuse()
    """,
]


def add_triggers(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER units_audit_no_UPDATE")
        schema_editor.execute("DROP TRIGGER units_audit_no_DELETE")
    else:
        schema_editor.execute("DROP TRIGGER units_audit_append_only ON units_auditevent")
        schema_editor.execute("DROP FUNCTION units_audit_refuse()")


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
