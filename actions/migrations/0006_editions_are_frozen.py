"""The database itself refuses to change or delete what an edition says and the files made from it.

A later migration that makes SQLite rebuild one of the two tables loses its triggers there and must run `freeze` again;
tests/reporting/test_frozen.py notices.
"""

from django.db import migrations

FROZEN = {
    "actions_annualreport": (
        "plan_id",
        "fiscal_year",
        "edition",
        "title",
        "reason",
        "document",
        "sha256",
        "published_at",
        "published_by_id",
    ),
    "actions_reportfile": ("report_id", "kind", "content", "size", "sha256"),
}
MESSAGE = "公開した報告書は変えられません。直すときは正誤の版を出し、やめるときは取り下げてください。"


def freeze(apps, schema_editor):
    for table, columns in FROZEN.items():
        for statement in statements(schema_editor.connection.vendor, table, columns):
            schema_editor.execute(statement)


def thaw(apps, schema_editor):
    for table in FROZEN:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for trigger in ("frozen", "kept"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger}{on}")
        if on:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")


def statements(vendor, table, columns):
    """The SQL that makes a database refuse to change these columns of the table, and to delete a row of it."""
    if vendor == "postgresql":
        changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
        yield (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION {table}_refuse()"
        )
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {table}_refuse()"
        )
    else:
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        yield f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW WHEN {changed} {refuse}"
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}"


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_annual_reports")]

    operations = [migrations.RunPython(freeze, thaw)]
