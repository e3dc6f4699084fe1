"""Triggers that refuse to change or delete a frozen record or what it rests on."""

from django.db import migrations


TABLES = ("record", "recordfile")
SQLITE = [
    """
    CREATE TRIGGER pengungkit_{table}_no_{verb} BEFORE {verb} ON pengungkit_{table}
    BEGIN SELECT RAISE(ABORT, 'rekaman tidak boleh diubah'); END
    """.format(table=table, verb=verb)
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION pengungkit_record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rekaman tidak boleh diubah'; END $$
    """,
    *(
        f"""
        CREATE TRIGGER pengungkit_{table}_append_only BEFORE UPDATE OR DELETE
        ON pengungkit_{table} FOR EACH ROW EXECUTE FUNCTION pengungkit_record_refuse()
        """
        for table in TABLES
    ),
]


def add_triggers(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER pengungkit_{table}_no_UPDATE")
            schema_editor.execute(f"DROP TRIGGER pengungkit_{table}_no_DELETE")
        else:
            schema_editor.execute(
                f"DROP TRIGGER pengungkit_{table}_append_only ON pengungkit_{table}"
            )
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION pengungkit_record_refuse()")


class Migration(migrations.Migration):
    dependencies = [("pengungkit", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
