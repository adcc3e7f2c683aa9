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
WRITTEN_ONCE = ("withdrawn_at", "withdrawn_by_id", "withdrawn_reason")
SAME_ROW = {
    "actions_annualreport": (
        "old.id = NEW.id",
        "old.plan_id = NEW.plan_id AND old.fiscal_year = NEW.fiscal_year AND old.edition = NEW.edition",
    ),
    "actions_reportfile": ("old.id = NEW.id", "old.report_id = NEW.report_id AND old.kind = NEW.kind"),
}
MESSAGE = "公開した報告書は変えられません。直すときは正誤の版を出し、やめるときは取り下げてください。"


def freeze(apps, schema_editor):
    for table, columns in FROZEN.items():
        for statement in statements(schema_editor.connection.vendor, table, columns):
            schema_editor.execute(statement)


def thaw(apps, schema_editor):
    for table in FROZEN:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for trigger in ("frozen", "kept", "once"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger}{on}")
        if on:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")


def statements(vendor, table, columns):
    """The SQL that makes a database refuse to change these columns of the table, and to delete a row of it.

    What says that an edition is withdrawn is written once.
    """
    distinct = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = [f"OLD.{name} {distinct} NEW.{name}" for name in columns]
    if table == "actions_annualreport":
        again = " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in WRITTEN_ONCE)
        changed.append(f"(OLD.withdrawn_at IS NOT NULL AND ({again}))")
    changed = " OR ".join(changed)
    if vendor == "postgresql":
        yield (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for name, event, condition in (("frozen", "UPDATE", f"WHEN ({changed})"), ("kept", "DELETE", "")):
            yield (
                f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW {condition} "
                f"EXECUTE FUNCTION {table}_refuse()"
            )
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        yield f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW WHEN {changed} {refuse}"
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        # INSERT OR REPLACE deletes without asking the trigger above.
        same = " OR ".join(f"({condition})" for condition in SAME_ROW[table])
        exists = f"EXISTS (SELECT 1 FROM {table} AS old WHERE {same})"  # noqa: S608 - names of this file only
        yield f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} FOR EACH ROW WHEN {exists} {refuse}"


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_annual_reports")]

    operations = [migrations.RunPython(freeze, thaw)]
