"""Where the name of a plan may break: the five real ones, and what must stay together."""

import pytest

from actions.sharing.phrases import phrases


@pytest.mark.parametrize(
    "parts",
    [
        ["山口市協働推進", "プラン"],
        ["第2次ながと", "協働", "アクションプラン"],
        ["平成20年度 ", "市民協働", "(共働)", "推進", "アクションプラン"],
        ["南アルプス市職員の", "ための ", "協働の", "まちづくり", "ガイドブック"],
        ["つくばみらい市 ", "市民協働実施計画", "（案）"],
        ["みほん市協働の", "まちづくり", "推進計画"],
        ["「協働」の", "まち"],
        ["協働"],
        ["Plan ", "2030"],
    ],
    ids="".join,
)
def test_name_breaks_where_it_reads_well(parts):
    assert phrases("".join(parts)) == parts


def test_nothing_has_no_phrases():
    assert phrases("") == []
