"""At the foot of every page: a mail that tells of a mistake in it, with the address of the page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import builders
from tests.pages.test_sweep import FILTERED

pytestmark = pytest.mark.django_db


def mail_of(client, address):
    """(to whom, subject, lines of the text) of the prepared mail."""
    html = client.get(address).content.decode()
    (link,) = re.findall(r'href="(mailto:[^"]*subject=[^"]*)"', html)
    parts = urlsplit(link.replace("&amp;", "&"))
    fields = parse_qs(parts.query)
    return parts.path, fields["subject"][0], fields["body"][0].split("\r\n")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search/?q=情報",
        "/data/",
        "/accessibility/",
        "/nagato/",
        "/tsushima/action-plan-2008/",
        FILTERED[0],
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_prepares_a_mail_with_its_address(client, address, prefix):
    _to, _subject, lines = mail_of(client, f"{prefix}{address}")
    assert lines[0].startswith(f"http://testserver{prefix}{address.partition('?')[0]}")
    assert len(lines) == 4


def test_mail_goes_to_the_plan_and_else_to_the_site(client, settings):
    plan = builders.make_plan()
    assert mail_of(client, plan.get_absolute_url())[0] == ""
    settings.SITE_CONTACT_EMAIL = "portal@city.example"
    assert mail_of(client, plan.get_absolute_url())[0] == "portal@city.example"
    plan.owner = builders.make_department(plan.municipality, tel="000-000-0000", email="kyodo@city.example")
    plan.save()
    assert mail_of(client, plan.get_absolute_url())[0] == "kyodo@city.example"


def test_page_without_an_address_says_whom_to_ask(client):
    text = client.get(builders.make_plan().get_absolute_url()).content.decode()
    assert "このページを公開している市の代表窓口に、このページのアドレスを添えてお知らせください。" in text
    assert "メールの下書きを作る" in text
