"""Rules about codes and addresses, each with the sentence staff read."""

import re

from django.core.exceptions import ValidationError

from kyodo_portal.japanese.ruby import wrong_readings

RESERVED_SLUGS = frozenset(
    [
        "admin",
        "en",
        "ja",
        "search",
        "themes",
        "static",
        "media",
        "healthz",
        "data",
        "api",
        "reports",
        "about",
        "help",
        "accounts",
        "login",
        "logout",
        "feed",
        "sitemap",
        "robots",
        "favicon",
        "accessibility",
        "plans",
        "cities",
        "well-known",
    ]
)
READING_PATTERN = re.compile(r"[ぁ-ゖゝゞー・0-9０-９ \u3000]*")
SLUG_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MOST_PLACES, AROUND = 5, 8  # how many places of a text are quoted, with how many letters before and after


def validate_public_slug(value):
    """A part of a public address: small letters, digits and single hyphens; not a word the site itself uses."""
    if not SLUG_PATTERN.match(value):
        raise ValidationError(
            "アドレスには半角の英小文字・数字・ハイフンだけを使ってください(例: tsukubamirai)。"
        )
    if value in RESERVED_SLUGS:
        raise ValidationError(
            f"「{value}」はこのサイトが使う言葉なので、アドレスには使えません。別の言葉にしてください。"
        )


def municipality_check_digit(five_digits):
    """Check digit of 全国地方公共団体コード: weights 6,5,4,3,2, then (11 - sum mod 11) mod 10 (総務省)."""
    total = sum(int(digit) * weight for digit, weight in zip(five_digits, (6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 10


def validate_municipality_code(value):
    """Six digits, the last one the check digit."""
    if not re.fullmatch(r"[0-9]{6}", value):
        raise ValidationError(
            "全国地方公共団体コードは、検査数字を含む半角6桁の数字で入力してください(例: 352039)。"
        )
    if int(value[5]) != municipality_check_digit(value[:5]):
        raise ValidationError(
            f"全国地方公共団体コード「{value}」は検査数字(6桁目)が合いません。数字の打ち間違いがないか確かめてください。"
        )


def validate_code(value):
    """A code used in addresses: letters, digits and hyphens."""
    if not re.fullmatch(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*", value):
        raise ValidationError("番号には半角の英数字とハイフンだけを使ってください(例: 1-2-3)。")


def validate_reading(value):
    """Hiragana, so that the order of the readings is 五十音順; digits, ー, ・ and spaces may stand in it."""
    if not READING_PATTERN.fullmatch(value):
        raise ValidationError("よみは、ひらがなで入力してください(例: しみんかつどうすいしんか)。")


def validate_readings_in_text(value):
    """Every 《 and 》 of an easy summary makes a reading over its word; otherwise citizens would see the brackets."""
    places = [f"「{_around(value, start, end)}」({what})" for start, end, what in wrong_readings(value)]
    if places:
        more = f"、ほか{len(places) - MOST_PLACES}か所" if len(places) > MOST_PLACES else ""
        raise ValidationError(
            f"ふりがなにならない《》があります: {'、'.join(places[:MOST_PLACES])}{more}。"
            "よみは、漢字のすぐ後に、かなだけで「計画《けいかく》」のように書いてください。"
            "よみでないところには、ほかのかっこを使ってください。"
        )


def _around(text, start, end):
    first, last = max(0, start - AROUND), min(end, start + 2 * AROUND) + AROUND
    quoted = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{quoted}{'…' if last < len(text) else ''}"


def validate_fiscal_year(value):
    """An int fiscal year that a city plan can have."""
    if not 1912 <= value <= 2200:
        raise ValidationError("年度は西暦4桁で入力してください(例: 平成21年度は2009)。")
