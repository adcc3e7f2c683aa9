"""The files of an edition as readers get them, what machines read of its page, and how many queries it all takes."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.reporting.publishing import withdraw_report
from organizations.models import Municipality
from tests.page_reader import Page, read
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER, YEAR

TYPES = {
    "pdf": ("application/pdf", "inline"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    "csv": ("text/csv; charset=utf-8", "attachment"),
    "json": ("application/json", "attachment"),
}


@pytest.fixture
def year(db):
    return make_clean_year()


def correct(year, text="直した実績"):
    mend(year, text)
    return publish(year, reason="写し間違い", now=DECEMBER)


@pytest.mark.parametrize("kind", TYPES)
def test_file_is_what_was_published(client, year, kind):
    file = publish(year).files.get(kind=kind)
    response = client.get(file.get_absolute_url())
    content_type, shown = TYPES[kind]
    assert response.content == bytes(file.content)
    name = f"{year.city.slug}-{year.plan.slug}-{YEAR}-1.{kind}"
    assert {
        key: response[key] for key in ("Content-Type", "Content-Disposition", "Content-Length", "ETag")
    } == {
        "Content-Type": content_type,
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Content-Length": str(len(response.content)),
        "ETag": f'"{file.sha256}"',
    }


@pytest.mark.parametrize("kind", TYPES)
def test_head_tells_the_size_without_the_file(client, year, kind):
    file = publish(year).files.get(kind=kind)
    response = client.head(file.get_absolute_url())
    assert (response.status_code, response.content, response["Content-Length"]) == (200, b"", str(file.size))


def test_reader_who_has_the_file_is_not_sent_it_again(client, year):
    file = publish(year).files.get(kind="pdf")
    response = client.get(file.get_absolute_url(), HTTP_IF_NONE_MATCH=f'"{file.sha256}"')
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", f'"{file.sha256}"')
    other = client.get(file.get_absolute_url(), HTTP_IF_NONE_MATCH='"of-another-edition"')
    assert (other.status_code, other.content) == (200, bytes(file.content))


def test_files_of_an_earlier_edition_stay(client, year):
    file = publish(year).files.get(kind="json")
    correct(year)
    assert client.get(file.get_absolute_url()).content == bytes(file.content)


@pytest.mark.parametrize("kind", TYPES)
def test_file_of_a_withdrawn_edition_is_gone(client, year, kind):
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため。")
    response = client.get(report.files.get(kind=kind).get_absolute_url())
    page = read("/", response)
    assert response.status_code == 410
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "この版は取り下げられました" in page.text
    assert year.items[0].name not in page.text


def test_metadata_describe_the_edition(client, year):
    first = publish(year)
    report = correct(year)
    (found,) = read("/", client.get(report.get_absolute_url())).data
    site = "http://testserver"
    address = f"{site}{report.get_absolute_url()}"
    assert {key: found[key] for key in found if key not in ("@context", "distribution", "description")} == {
        "@type": ["Dataset", "Report", "dcat:Dataset"],
        "@id": address,
        "url": address,
        "identifier": address,
        "name": report.title,
        "dct:title": {"@value": report.title, "@language": "ja"},
        "version": "2",
        "dcat:version": "2",
        "inLanguage": "ja",
        "dct:language": "ja",
        "license": "https://creativecommons.org/licenses/by/4.0/deed.ja",
        "dct:license": {"@id": "https://creativecommons.org/licenses/by/4.0/deed.ja"},
        "isAccessibleForFree": True,
        "datePublished": "2024-10-01T10:00:00+09:00",
        "dct:issued": {"@type": "xsd:dateTime", "@value": "2024-10-01T10:00:00+09:00"},
        "dateModified": "2024-12-15T10:00:00+09:00",
        "dct:modified": {"@type": "xsd:dateTime", "@value": "2024-12-15T10:00:00+09:00"},
        "correction": "写し間違い",
        "isBasedOn": {
            "@type": "CreativeWork",
            "name": year.plan.title,
            "url": f"{site}{year.plan.get_absolute_url()}",
        },
        "dct:isVersionOf": {"@id": f"{site}{report.year_url}"},
        "dcat:previousVersion": {"@id": f"{site}{first.get_absolute_url()}"},
        "dcat:distribution": [{"@id": f"{address}report.{kind}"} for kind in TYPES],
        "temporalCoverage": "2023-04-01/2024-03-31",
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": "2023-04-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": "2024-03-31"},
        },
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "name": f"見本県{year.city.name}",
            "identifier": year.city.code,
        },
        "dct:spatial": {
            "@type": "dct:Location",
            "name": f"見本県{year.city.name}",
            "identifier": year.city.code,
        },
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": year.city.name,
            "identifier": year.city.code,
            "contactPoint": {"@type": "ContactPoint", "name": "協働推進課", "telephone": "000-000-0000"},
        },
        "dct:publisher": {
            "@type": "GovernmentOrganization",
            "name": year.city.name,
            "identifier": year.city.code,
        },
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": "協働推進課",
            "vcard:hasTelephone": {"@id": "tel:000-000-0000"},
        },
    }


def test_metadata_describe_every_file(client, year):
    report = publish(year)
    (found,) = read("/", client.get(report.get_absolute_url())).data
    said = {
        each["contentUrl"]: (
            each["encodingFormat"],
            each["contentSize"],
            each["dcat:byteSize"],
            each["sha256"],
            each["spdx:checksum"]["spdx:checksumValue"],
        )
        for each in found["distribution"]
    }
    assert said == {
        f"http://testserver{file.get_absolute_url()}": (
            TYPES[file.kind][0].partition(";")[0],
            f"{file.size} B",
            file.size,
            file.sha256,
            file.sha256,
        )
        for file in report.files.all()
    }


def test_metadata_leave_out_what_is_unknown(client, db):
    year = make_clean_year()
    Municipality.objects.update(licence="")
    year.owner.tel = ""
    year.owner.save()
    (found,) = read("/", client.get(publish(year).get_absolute_url())).data
    unknown = ("license", "dct:license", "correction", "dcat:contactPoint", "dcat:previousVersion")
    assert [key for key in unknown if key in found] == []
    assert "null" not in json.dumps(found)


def test_metadata_cannot_end_the_element_they_stand_in(client, year):
    mend(year)
    year.plan.title = "</script><script>alert(1)</script>&計画"
    year.plan.save()
    response = client.get(publish(year).get_absolute_url())
    page = read("/", response)
    assert page.problems == []
    assert page.data[0]["isBasedOn"]["name"] == year.plan.title
    assert "<script>alert" not in response.content.decode()


def queries_of(client, address, status=200):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == status
    return len(queries)


def counted(client, year, report):
    base = f"{year.plan.get_absolute_url()}reports/"
    addresses = {
        "list": base,
        "year": report.year_url,
        "edition": report.get_absolute_url(),
        "file": f"{report.get_absolute_url()}report.csv",
        "feed": f"{base}feed.atom",
        "site feed": "/feed.atom",
        "sitemap": "/sitemap.xml",
        "home": "/",
        "plan": year.plan.get_absolute_url(),
        "item": f"{year.plan.get_absolute_url()}items/{year.items[0].code}/",
    }
    return {name: queries_of(client, address) for name, address in addresses.items()}


QUERIES = {
    "list": 5,
    "year": 4,
    "edition": 4,
    "file": 4,
    "feed": 2,
    "site feed": 1,
    "sitemap": 1,
    "home": 6,
    "plan": 19,
    "item": 20,
}


@pytest.mark.parametrize("items", [1, 3])
def test_queries_do_not_grow_with_the_items(client, db, items):
    year = make_clean_year(items=items)
    assert counted(client, year, publish(year)) == QUERIES


def test_queries_do_not_grow_with_the_editions_and_years(client, year):
    publish(year)
    correct(year)
    report = correct(year, "もう一度直した実績")
    assert report.edition == 3
    assert counted(client, year, report) == QUERIES


def test_withdrawn_page_takes_a_fixed_number_of_queries(client, year):
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="やり直します。")
    assert queries_of(client, report.get_absolute_url()) == 5  # whom to ask today: two
    assert queries_of(client, f"{report.get_absolute_url()}report.pdf", 410) == 5


@pytest.mark.parametrize(
    ("element", "problems"),
    [
        ('<script type="application/ld+json">{"name": "報告書"}</script>', 0),
        ('<script type="application/ld+json">{"name": </script>', 1),
        ('<script type="application/ld+json">{"name": "<b>"}</script>', 1),
        ("<script>alert(1)</script>", 1),
        ('<script type="module">alert(1)</script>', 1),
    ],
)
def test_only_sound_data_may_stand_in_a_script(element, problems):
    """What the reader of every page test holds against it."""
    html = f'<!DOCTYPE html><html lang="ja"><head><title>題</title>{element}</head><body><h1>題</h1></body></html>'
    assert len(Page("/", html).problems) == problems
