import pytest

from tests.survey.people import make_town


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def with_mail(settings):
    """A mail server is set up; what is sent lands in django.core.mail.outbox."""
    settings.MAIL_IS_SET_UP = True
    settings.MAIL_FROM = "みほん市 協働推進課 <plan@city.example.jp>"
    settings.SITE_URL = "https://plan.example.jp"
    return settings
