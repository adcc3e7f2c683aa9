"""A city that does not exist says so, in the language of the page."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from organizations.models.municipalities import marked
from tests import builders

MARKED = {"ja": "みほん市(架空の見本)", "en": "Mihon City (fictional sample)"}
NOTICE = {
    "ja": "みほん市は実在しない見本の市です。計画も実績もすべて架空です。",
    "en": "Mihon City is a sample city that does not exist. Its plan and all its results are fictional.",
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_city_that_does_not_exist_says_so(db, language):
    city = builders.make_city(name="みほん市", name_en="Mihon City", is_fictional=True)
    with translation.override(language):
        assert (city.marked_name, city.notice) == (MARKED[language], NOTICE[language])


@pytest.mark.parametrize(("language", "name"), [("ja", "本当市"), ("en", "Real City")])
def test_real_city_says_nothing(db, language, name):
    city = builders.make_city(name="本当市", name_en="Real City")
    with translation.override(language):
        assert (city.marked_name, city.notice) == (name, "")
        assert marked("50%市", is_fictional=False) == "50%市"


def test_name_with_a_percent_sign_is_marked():
    assert marked("50%s市", is_fictional=True) == "50%s市(架空の見本)"


def test_colour_is_one_of_the_checked_list(db):
    city = builders.make_city()
    assert city.colour == "blue"
    city.colour = "grey"
    with pytest.raises(ValidationError) as refusal:
        city.full_clean()
    assert list(refusal.value.message_dict) == ["colour"]


def test_city_is_found_by_its_english_name(db):
    city = builders.make_city(name_en="Mihon City")
    builders.make_city(name_en="Other Town")
    found = type(city).objects.filter(search_text__contains="mihoncity")
    assert list(found) == [city]
