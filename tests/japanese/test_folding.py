import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyodo_portal.japanese.folding import excerpt, fold, fold_words, mark_hits

# st.text() leaves lone surrogates out; st.characters() does not. The second part makes hits and marks likely.
ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("かガｶﾞﾟ\u3099①㈱1株-ー \u3000aAß"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("きょうどう", "キョウドウ"),
        ("ｶﾞｲﾄﾞﾌﾞｯｸ", "ガイドブック"),
        ("か\u3099いと\u3099", "ガイド"),
        ("ゞ", "ヾ"),
        ("ＮＰＯ", "npo"),
        ("①㊿Ⅳ", "150iv"),
        ("㈱髙﨑", "(株)高崎"),
        ("德濵濱邊邉", "徳浜浜辺辺"),
        ("\ufa10", "塚"),
        ("齋藤と齊藤", "斎藤ト斉藤"),
        ("袖ヶ浦", "袖ケ浦"),
        ("辻\U000e0100", "辻"),
        ("サーバー", "サ-バ-"),
        ("R4〜R6 R4～R6 R4－R6 R4―R6 R4−R6", "r4-r6" * 5),
        ("協 働\u3000の\nまち\t", "協働ノマチ"),
        ("協\x00働\x1b\u200b\ufeff", "協働"),
        ("\ud800協\udfff", "協"),
        ("", ""),
    ],
)
def test_fold_brings_notations_together(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("斎藤", "斉藤"), ("島", "嶋"), ("1-1", "11"), ("ほうか", "ほうが")]
)
def test_fold_keeps_different_words_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("協働 まち", ["協働", "マチ"]),
        ("協働\u3000まち\nマチ 協働", ["協働", "マチ"]),
        ("協\x00働", ["協働"]),
        ("\x00 \u200b \ud800", []),
        (" \u3000 ", []),
        ("", []),
    ],
)
def test_fold_words_splits_folds_and_drops_repeats(query, words):
    assert fold_words(query) == words


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("市民協働の推進", ["協働"], [("市民", False), ("協働", True), ("の推進", False)]),
        ("市民活動", ["協働"], [("市民活動", False)]),
        ("協働", ["協働"], [("協働", True)]),
        ("", ["協働"], []),
        ("協働", [], [("協働", False)]),
        ("協働", [""], [("協働", False)]),
        ("①ｶﾞｲﾄﾞ作成", ["ガイド"], [("①", False), ("ｶﾞｲﾄﾞ", True), ("作成", False)]),
        ("①②", ["2"], [("①", False), ("②", True)]),
        ("㈱協働社", ["協働"], [("㈱", False), ("協働", True), ("社", False)]),
        ("㈱協働社", ["株"], [("㈱", True), ("協働社", False)]),
        ("か\u3099いと", ["ガイ"], [("か\u3099い", True), ("と", False)]),
        ("か\u3099い", ["カ"], [("か\u3099い", False)]),
        ("協 働 の", ["協働"], [("協 働", True), (" の", False)]),
        ("協働推進", ["働推", "協働"], [("協働推", True), ("進", False)]),
        ("協働と協働", ["協働"], [("協働", True), ("と", False), ("協働", True)]),
        ("まち", ["マチ"], [("まち", True)]),
        ("まち", ["ﾏﾁ"], [("まち", True)]),
        ("a.c abc", ["a.c"], [("a.c", True), (" abc", False)]),
    ],
)
def test_mark_hits_leads_back_to_the_original(text, words, pieces):
    assert mark_hits(text, words) == pieces


@pytest.mark.parametrize(
    ("text", "width", "pieces"),
    [
        ("市民協働", 8, [("市民", False), ("協働", True)]),
        ("あ" * 10 + "協働" + "い" * 10, 8, "…|ああ|協働|いいいい|…"),
        ("協働" + "い" * 10, 8, "協働|いいいいいい|…"),
        ("あ" * 10 + "協働", 8, "…|ああああああ|協働"),
        ("あ" * 10, 8, "ああああああああ|…"),
        ("あ" * 10 + "協働", 1, "…|協|…"),
        ("あ" * 10 + "協働", 0, "…|協|…"),
        ("か\u3099" * 10, 8, "か\u3099" * 8 + "|…"),
        ("", 8, []),
    ],
)
def test_excerpt_shows_the_first_hit_and_its_cuts(text, width, pieces):
    if isinstance(pieces, str):
        pieces = [(piece, piece in ("協働", "協")) for piece in pieces.split("|")]
    assert excerpt(text, ["協働"], width) == pieces


def test_excerpt_is_80_characters_wide_unless_told():
    assert excerpt("あ" * 100, []) == [("あ" * 80, False), ("…", False)]


@given(ANY_TEXT)
def test_fold_is_idempotent_and_can_be_stored(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert not any(char.isspace() for char in folded)
    folded.encode()


@given(ANY_TEXT, st.lists(ANY_TEXT))
def test_marked_pieces_join_to_the_text(text, words):
    pieces = mark_hits(text, words)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


@given(ANY_TEXT, st.lists(ANY_TEXT))
def test_something_is_marked_exactly_when_a_word_is_in_the_folded_text(text, words):
    found = any(fold(word) and fold(word) in fold(text) for word in words)
    assert any(is_hit for _, is_hit in mark_hits(text, words)) == found


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_a_text_surrounded_by_others_is_still_found(before, text, after):
    whole = before + "\n" + text + "\n" + after
    assert fold(text) in fold(whole)


@given(ANY_TEXT, st.lists(ANY_TEXT), st.integers(-1, 20))
def test_excerpt_is_part_of_the_text(text, words, width):
    pieces = [piece for piece in excerpt(text, words, width) if piece != ("…", False)]
    assert "".join(piece for piece, _ in pieces) in text
