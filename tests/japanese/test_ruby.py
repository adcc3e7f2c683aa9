"""Readings written as 計画《けいかく》: HTML for pages, plain text for descriptions."""

import pytest
from django.template import engines

from kyodo_portal.japanese.ruby import with_ruby, without_ruby


def ruby(word, reading):
    return f"<ruby>{word}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (None, ""),
        (" \n\u3000\n ", ""),
        ("まちの計画《けいかく》です。", f"<p>まちの{ruby('計画', 'けいかく')}です。</p>"),
        (
            "市《し》の人々《ひとびと》",
            f"<p>{ruby('市', 'し')}の{ruby('人々', 'ひとびと')}</p>",
        ),
        ("取《と》り組《く》み", f"<p>{ruby('取', 'と')}り{ruby('組', 'く')}み</p>"),
        ("𠮷野《よしの》", f"<p>{ruby('𠮷野', 'よしの')}</p>"),
        ("頁《ページ》", f"<p>{ruby('頁', 'ページ')}</p>"),
        ("一行目\n二行目", "<p>一行目<br>\n二行目</p>"),
        ("一行目\r\n二行目\r三行目", "<p>一行目<br>\n二行目<br>\n三行目</p>"),
        ("一つ目\n\n二つ目\n\u3000\n\n三つ目\n", "<p>一つ目</p>\n<p>二つ目</p>\n<p>三つ目</p>"),
        ("A<b>&\"計《けい》'", f"<p>A&lt;b&gt;&amp;&quot;{ruby('計', 'けい')}&#x27;</p>"),
    ],
)
def test_readings_become_ruby(text, html):
    assert with_ruby(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "計画《》",
        "計画《plan》",
        "計画《計画》",
        "計画《けい かく》",
        "計画 《けいかく》",
        "まち《まち》",
        "《けいかく》",
        "計画《けいかく",
        "計画けいかく》",
        "計画《《けいかく》》",
        "計画〈けいかく〉",
        "計画《けい\nかく》",
    ],
)
def test_what_is_no_reading_stays_text(text):
    assert with_ruby(text) == f"<p>{text}</p>".replace("\n", "<br>\n")
    assert without_ruby(text) == text


def test_long_runs_of_kanji_are_read_once():
    """Read again from each of its kanji, these take many seconds each."""
    run = "協" * 50_000
    assert without_ruby(run) == run
    assert without_ruby(f"{run}《きょう》と{run}") == f"{run}と{run}"
    assert with_ruby(f"{run}《きょう》") == f"<p>{ruby(run, 'きょう')}</p>"


def test_markup_in_a_reading_is_no_reading():
    assert with_ruby("計《<b>》") == "<p>計《&lt;b&gt;》</p>"


def test_without_readings_the_words_stay():
    assert without_ruby("市《し》の計画《けいかく》。\n<次>") == "市の計画。\n<次>"
    assert without_ruby(None) == ""


def test_filter_of_templates_gives_safe_html():
    template = engines["django"].from_string("{{ text|easy }}")
    assert template.render({"text": "計画《けいかく》<"}) == f"<p>{ruby('計画', 'けいかく')}&lt;</p>"
