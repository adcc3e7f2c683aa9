import pytest

from kyodo_portal.japanese.syllabary import order_of, row_of


@pytest.mark.parametrize(
    ("reading", "row"),
    [
        ("あおぞらか", "あ"),
        ("おんがくか", "あ"),
        ("ゔぁいおりんか", "あ"),
        ("がっこうか", "か"),
        ("ｶﾞｯｺｳ", "か"),
        ("じんじか", "さ"),
        ("でんさんか", "た"),
        ("のうせいか", "な"),
        ("ぽすと", "は"),
        ("もり", "ま"),
        ("ゆうびん", "や"),
        ("ろうむか", "ら"),
        ("わかもの", "わ"),
        ("んだ", "わ"),
        ("", ""),
        ("DX推進課", ""),
    ],
)
def test_row_of_a_reading(reading, row):
    assert row_of(order_of("", reading)) == row


def test_name_stands_in_for_a_reading_that_is_not_known():
    assert row_of(order_of("みらい課", "")) == "ま"
    assert row_of(order_of("協働課", "")) == ""


def test_order_of_the_syllabary():
    readings = ["わだ", "かき", "がき", "あい", "さち"]
    assert sorted(readings, key=lambda each: order_of("", each)) == ["あい", "かき", "がき", "さち", "わだ"]
