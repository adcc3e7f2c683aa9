import json

import django.db.models.deletion
from django.db import migrations, models

from kyodo_portal.japanese.folding import fold


def index_reports(apps, schema_editor):
    passages = apps.get_model("actions", "ReportPassage").objects
    for report in apps.get_model("actions", "AnnualReport").objects.iterator(chunk_size=1):
        document = json.loads(report.document)
        frame = folded([report.title, document["municipality"]["name"]])
        passages.bulk_create(
            passages.model(
                report=report, position=position, frame_text=frame, search_text=folded(spoken(row)), **row
            )
            for position, row in enumerate(passages_of(document))
        )


# What follows says how editions were indexed when this migration was made. It stays as it is, and reads nothing but
# the documents' own keys, so that an upgrade does not depend on the program of a later day.


def passages_of(document):
    yield passage("", document["title"], [], [("概要", lead(document))])
    for anchor, label, key in (("foreword", "この年度のまとめ", "summary"), ("notes", "注記", "notes")):
        if text := document["texts"][key]:
            yield passage(anchor, label, [], [(label, text)])
    for item in document["items"]:
        place = [name for name in (item["policy_name"], item["measure_name"]) if name]
        yield passage(f"item-{item['code']}", f"{item['code']} {item['name']}", place, item_texts(item))


def passage(anchor, title, place, texts):
    texts = [[label, text] for label, text in texts if text]
    return {"anchor": anchor, "title": title, "place": place, "texts": texts}


def item_texts(item):
    yield "取り組んだこと", item["done"]
    yield "評価の理由", item["reason"]
    for each in item["evaluations"]:
        yield each["stage_label"], each["opinion"]
        yield "市の対応", each["reply"]
    yield "課題", item["issues"]
    yield "次年度の取組", item["next_plan"]
    yield "完了・中止などの理由", item["change_reason"]
    yield "担当した部署", item["department"] or "、".join(item["departments"])


def lead(document):
    overview = document["overview"]
    sentence = (
        f"{document['fiscal_year_label']}は、{overview['items']}件のうち{overview['reported']}件で報告があり、"
        f"{overview['judged']}件を評価しました。"
    )
    grades = [
        f"「{row['label']}」{row['count']}件({'―' if row['percent'] is None else '{:.1f}%'.format(row['percent'])})"
        for row in overview["whole"]["rows"]
        if row["count"]
    ]
    return f"{sentence}評価の内訳は、{'、'.join(grades)}です。" if grades else sentence


def spoken(row):
    """A title that only names the kind of text (この年度のまとめ) is nobody's word."""
    title = [] if row["anchor"] in ("foreword", "notes") else [row["title"]]
    return title + [text for _label, text in row["texts"]]


def folded(texts):
    return "\n".join(filter(None, map(fold, texts)))


class Migration(migrations.Migration):
    dependencies = [("actions", "0008_english_names_easy_japanese")]

    operations = [
        migrations.CreateModel(
            name="ReportPassage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="並び順")),
                (
                    "anchor",
                    models.CharField(blank=True, max_length=60, verbose_name="ページの中の場所"),
                ),
                ("title", models.TextField(verbose_name="見出し")),
                ("place", models.JSONField(blank=True, default=list, verbose_name="上の段")),
                ("texts", models.JSONField(default=list, verbose_name="文")),
                ("frame_text", models.TextField(verbose_name="報告書の名前(検索用)")),
                ("search_text", models.TextField(verbose_name="検索用の文")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="actions.annualreport",
                        verbose_name="年次報告書",
                    ),
                ),
            ],
            options={
                "verbose_name": "報告書の検索用の文",
                "verbose_name_plural": "報告書の検索用の文",
                "ordering": ["report_id", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "position"),
                        name="report_passage_once",
                        violation_error_message="報告書のこの場所の文は、すでにあります。",
                    ),
                ],
            },
        ),
        migrations.RunPython(index_reports, migrations.RunPython.noop),
    ]
