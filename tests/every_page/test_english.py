"""Under /en/ every screen word is English, and what stays Japanese says so."""

import re
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import unquote

import pytest
from django.core.management import call_command

from tests.every_page.ascii_plans import JAPANESE, make_ascii_plans
from tests.page_reader import VOID, Page

pytestmark = pytest.mark.django_db

KANA_OR_KANJI = re.compile("[々〆〇ぁ-ゖァ-ヺー㐀-䶿一-鿿豈-﫿ｦ-ﾟ]")

# Attributes that people read or hear.
TOLD = {"alt", "aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "content", "label"}
TOLD |= {"placeholder", "summary", "title"}


class Words(HTMLParser):
    """`texts`: (language, text) of each text; `told`: (attribute, language, text) of each attribute people read.

    `heard`: those of `told` that a screen reader may say, which are all outside <head>.
    `hidden`: the text of <title>, which cannot mark a language. Data for machines is left out: it says its own.
    """

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.hidden, self.told, self.heard = [], [], [], [], []
        self.feed(html)
        self.close()

    @property
    def language(self):
        return next((language for _tag, language in reversed(self.open) if language), None)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.open.append((tag, attributes.get("lang")))
        told = TOLD | ({"value"} if attributes.get("type") in ("submit", "button") else set())
        found = [(name, self.language, value or "") for name, value in attributes.items() if name in told]
        self.told += found
        self.heard += [] if any(tag == "head" for tag, _language in self.open) else found
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        tags = [tag for tag, _language in self.open]
        if "script" not in tags:
            is_hidden = "title" in tags and "svg" not in tags
            (self.hidden if is_hidden else self.texts).append((self.language, " ".join(data.split())))


def assert_none(places):
    """Of (what is wrong, address). A failure says each thing once, how often it is so, and where first."""
    count, first = Counter(), {}
    for what, address in places:
        count[what] += 1
        first.setdefault(what, address)
    told = [f"{number}× {what} — {first[what]}" for what, number in count.most_common()]
    assert told == [], "\n".join(told)


def around(match):
    return match.string[max(0, match.start() - 30) : match.end() + 30]


def test_every_japanese_text_is_marked_as_japanese(english_pages):
    unmarked = [
        (text, address)
        for address, html in english_pages.items()
        for language, text in Words(html).texts
        if language != "ja" and KANA_OR_KANJI.search(text)
    ]
    assert_none(unmarked)


def test_no_attribute_that_is_read_aloud_holds_unmarked_japanese(english_pages):
    """An attribute is said whole in the language of its element."""
    unmarked = [
        (f"{name}: {text}", address)
        for address, html in english_pages.items()
        for name, language, text in Words(html).heard
        if language != "ja" and KANA_OR_KANJI.search(text)
    ]
    assert_none(unmarked)


# What search engines compare hreflang with: the two must name the same page.
CANONICAL = re.compile(r'rel="canonical"\s+href="http://testserver([^"]*)"')


def test_every_page_says_its_language_and_leads_to_the_other(every_page):
    wrong = []
    for address, html in every_page.items():
        if address.endswith("/no-such-plan/"):
            continue
        page, switch = Page(address, html), language_links(html)
        japanese = address.removeprefix("/en")
        path = CANONICAL.search(html)[1].removeprefix("/en").partition("?")[0]
        wrong += [
            (what, address)
            for what, is_right in {
                "lang": page.lang == ("en" if address.startswith("/en/") else "ja"),
                "hreflang": switch["link"]
                == {
                    "ja": f"http://testserver{path}",
                    "en": f"http://testserver/en{path}",
                    "x-default": f"http://testserver{path}",
                },
                "language switch": same_address(switch["a"], {"ja": japanese, "en": f"/en{japanese}"}),
            }.items()
            if not is_right
        ]
    assert_none(wrong)


def same_address(links, expected):
    """The page's own language may stand there without a link."""
    return (
        set(links) <= set(expected)
        and len(links) >= 1
        and all(unquote(address) == unquote(expected[language]) for language, address in links.items())
    )


def language_links(html):
    """hreflang -> address, of the head's <link> and of the page's <a>."""
    found = {"link": {}, "a": {}}
    for tag, attributes in re.findall(r"<(link|a)\b([^>]*)>", html):
        pairs = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "hreflang" in pairs:
            found[tag][pairs["hreflang"]] = pairs["href"].replace("&amp;", "&")
    return found


def test_page_of_a_plan_without_japanese_holds_none(client):
    """Beside what is Japanese on purpose: the language switch."""
    found = []
    for japanese in make_ascii_plans():
        address = f"/en{japanese}"
        answer = client.get(address)
        assert answer.status_code == 200, address
        words = Words(answer.text)
        texts = [("text", language, text) for language, text in [*words.texts, *words.hidden]]
        found += [
            (f"{kind}: {around(JAPANESE.search(text))}", address)
            for kind, language, text in [*texts, *words.told]
            if language != "ja" and JAPANESE.search(text)
        ]
    assert_none(found)


def test_every_word_of_the_pages_is_translated():
    call_command("update_translations", check=True, stdout=StringIO())
