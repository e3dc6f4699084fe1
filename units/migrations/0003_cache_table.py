"""The table of the shared cache, so that `migrate` alone makes a database complete."""

from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("units", "0002_audit_is_append_only")]

    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
