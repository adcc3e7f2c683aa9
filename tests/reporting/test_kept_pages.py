"""Reports and the page cache: a page in memory goes when an edition comes, and the large files are never kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reporting.people import make_clean_year, mend, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year():
    return make_clean_year(items=1)


def test_page_in_memory_goes_when_an_edition_comes(client, year):
    report = publish(year)
    before = client.get(report.year_url).text
    assert client.get(report.year_url).text == before
    assert "第1版" in before
    mend(year)
    publish(year, reason="写し間違い")
    assert "第2版(正誤)" in client.get(report.year_url).text


def test_file_is_read_from_the_database_every_time(client, year):
    file = publish(year).files.get(kind="pdf")
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(file.get_absolute_url())
        assert (response.content, response["ETag"]) == (bytes(file.content), f'"{file.sha256}"')
        assert len(queries) == 1 + 4  # the stamp, and what the file takes
