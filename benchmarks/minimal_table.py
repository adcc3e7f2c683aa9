"""The smallest honest Django page with a table: one model, one query, one template, 60 rows of 5 columns.

No middleware, no context processor, no static files. Like our site it keeps its connection to SQLite open,
reads with WAL, and has its template compiled once. The words are made up, as long as those of a city's plan.
"""

import os

import django
from django.conf import settings

ROWS = 60
TEMPLATE = """<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><title>取組の一覧</title></head>
<body>
<h1>取組の一覧</h1>
<table>
<tr><th>番号</th><th>取組名</th><th>主体</th><th>担当部署</th><th>予定</th></tr>
{% for row in rows %}
<tr><td>{{ row.number }}</td><td>{{ row.name }}</td><td>{{ row.actors }}</td><td>{{ row.departments }}</td><td>{{ row.schedule }}</td></tr>
{% endfor %}
</table>
</body>
</html>
"""

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["MINIMAL_TABLE_FILE"],
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="this page signs nothing",  # noqa: S106 - it guards nothing
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"table.html": TEMPLATE})],
                    )
                ]
            },
        }
    ],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - models and views need the settings above
from django.db import connection, models  # noqa: E402 - as above
from django.shortcuts import render  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above


class Row(models.Model):
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    actors = models.CharField(max_length=50)
    departments = models.CharField(max_length=200)
    schedule = models.CharField(max_length=100)

    class Meta:
        app_label = "minimal_table"

    def __str__(self):
        return self.name


def table(request):
    return render(request, "table.html", {"rows": Row.objects.order_by("id")})


def prepare():
    """Make the table and its rows in the empty file."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(
        Row(
            number=f"{n // 12 + 1}-{n // 4 % 3 + 1}-{n % 4 + 1}",
            name=("市民活動の拠点となる場所の充実", "地域の担い手を育てる講座の開催")[n % 2]
            + f"(その{n + 1})",
            actors=("市民、協働", "市", "協働")[n % 3],
            departments=("協働推進課、生涯学習課", "市民生活課、地域振興課、広報課")[n % 2],
            schedule=("検討、一部実施、実施、継続", "準備、実施、継続、継続")[n % 2],
        )
        for n in range(ROWS)
    )


urlpatterns = [path("", table)]
application = get_wsgi_application()

if __name__ == "__main__":
    prepare()
