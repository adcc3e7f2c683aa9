"""Two documents of one year, cell by cell."""

import copy

import pytest

from actions.reporting.differences import changes
from actions.reporting.gathering import gather
from tests.reporting.scenes import YEAR, judge, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    year = make_year(items=2)
    judge(year.answers[0])
    return gather(year.plan, YEAR)


def leaves(value, path=()):
    """The paths of all plain values of a document but those of its edition."""
    if isinstance(value, dict):
        for key, each in value.items():
            if (*path, key) != ("edition",):
                yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*path, index))
    else:
        yield path


def put(document, path, value):
    *way, last = path
    for key in way:
        document = document[key]
    document[last] = value


def test_same_documents_have_no_changes(document):
    assert changes(document, copy.deepcopy(document)) == []


def test_edition_is_no_change(document):
    other = copy.deepcopy(document)
    other["edition"]["number"] = 2
    assert changes(document, other) == []


def test_every_leaf_that_changes_is_told(document):
    missed = []
    for path in leaves(document):
        other = copy.deepcopy(document)
        put(other, path, "別の値" if not isinstance(document_value(document, path), (int, float)) else 987654)
        if not told(document, other):
            missed.append(path)
    assert missed == []


def told(document, other):
    try:
        return changes(document, other)
    except (KeyError, TypeError, ValueError):  # a text where a number belongs is no document
        return True


def document_value(document, path):
    for key in path:
        document = document[key]
    return document


@pytest.mark.parametrize(
    ("path", "value", "field", "before", "after"),
    [
        (("items", 0, "done"), "直した文", "取り組んだこと", None, "直した文"),
        (("items", 0, "department"), "環境課", "担当した部署", "協働推進課", "環境課"),
        (("items", 0, "issues"), "課題ができた", "課題", None, "課題ができた"),
        (("items", 0, "evaluations", 0, "opinion"), "別の意見", "外部評価の意見", "委員会の意見", "別の意見"),
        (("items", 0, "evaluations", 0, "reply"), None, "外部評価への市の対応", "市の対応", None),
    ],
)
def test_cell_of_an_item_is_named(document, path, value, field, before, after):
    other = copy.deepcopy(document)
    before = document_value(document, path) if before is None and path[-1] == "done" else before
    put(other, path, value)
    place = f"取組 {document['items'][0]['code']}"
    assert changes(document, other) == [{"place": place, "field": field, "before": before, "after": after}]


def test_item_that_is_gone_and_item_that_is_new_are_told(document):
    other = copy.deepcopy(document)
    gone = other["items"].pop(0)
    found = changes(document, other)
    named = {each["field"]: each["after"] for each in found if each["place"] == f"取組 {gone['code']}"}
    assert named["取組名"] is None
    assert {each["before"] for each in changes(other, document) if each["field"] == "取組名"} == {None}


def test_value_of_an_indicator_is_named(document):
    other = copy.deepcopy(document)
    figure = next(f for f in other["indicators"][0]["figures"] if f["kind"] == "actual")
    figure["shown"] = "56"
    assert changes(document, other) == [
        {"place": "指標 1", "field": f"実績値({YEAR}年度)", "before": "55", "after": "56"}
    ]


def test_wording_of_the_scale_is_named(document):
    other = copy.deepcopy(document)
    other["scale"]["grades"][0]["meaning"] = "別の意味"
    (found,) = changes(document, other)
    assert (found["place"], found["field"]) == ("評価の尺度", "区分 A")
    assert found["after"] == "見本A: 別の意味(達成)"


def test_easy_summary_is_named(document):
    other = copy.deepcopy(document)
    other["texts"]["easy_summary"] = "計画《けいかく》です。"
    row = {"place": "報告書", "field": "やさしい日本語のまとめ"}
    assert changes(document, other) == [row | {"before": None, "after": "計画《けいかく》です。"}]
    assert changes(other, document) == [row | {"before": "計画《けいかく》です。", "after": None}]
