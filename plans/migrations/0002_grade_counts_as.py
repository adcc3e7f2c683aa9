from django.db import migrations, models


def counts_as():
    return models.CharField(
        choices=[
            ("achieved", "達成"),
            ("underway", "進行中"),
            ("behind", "遅れ"),
            ("not_judged", "判定しない"),
        ],
        default="underway",
        help_text="割合を出すときに、どれとして数えるか。「判定しない」は割合に入れません。",
        max_length=10,
        verbose_name="数え方",
    )


def carry_over(apps, schema_editor):
    """Grades that did not count are not judged; which of the others mean 達成 or 遅れ, a person decides."""
    for name in ("Grade", "HistoricalGrade"):
        apps.get_model("plans", name).objects.filter(counts=False).update(counts_as="not_judged")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.AddField("grade", "counts_as", counts_as(), preserve_default=False),
        migrations.AddField("historicalgrade", "counts_as", counts_as(), preserve_default=False),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField("grade", "counts"),
        migrations.RemoveField("historicalgrade", "counts"),
    ]
