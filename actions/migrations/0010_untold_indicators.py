import json

from django.db import migrations, models


def write_untold(apps, schema_editor):
    """Of every edition the indicators without an actual value, as actions/reporting/passages.py does for new ones."""
    passages = apps.get_model("actions", "ReportPassage").objects
    for report in apps.get_model("actions", "AnnualReport").objects.iterator(chunk_size=1):
        indicators = json.loads(report.document)["indicators"]
        untold = "".join(f"\n{each['code']}\n" for each in indicators if each["actual"] is None)
        passages.filter(report=report, position=0).update(untold=untold)


class Migration(migrations.Migration):
    dependencies = [("actions", "0009_report_passages")]

    operations = [
        migrations.AddField(
            model_name="reportpassage",
            name="untold",
            field=models.TextField(blank=True, default="", verbose_name="実績値のない指標の番号"),
        ),
        migrations.RunPython(write_untold, migrations.RunPython.noop),
    ]
