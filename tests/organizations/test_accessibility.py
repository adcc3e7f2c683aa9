"""What a city may say of the accessibility of its pages: nothing unfinished, nothing beyond what the test found."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from organizations.models import AccessibilityPolicy, AccessibilityTest
from organizations.success_criteria import CRITERIA, criteria_of
from tests import builders
from tests.refusals import assert_form_refuses


def test_standard_has_25_38_and_61_criteria():
    assert [len(criteria_of(level)) for level in ("", "A", "AA", "AAA")] == [0, 25, 38, 61]


def test_criteria_stand_in_the_order_of_the_standard():
    parts = [tuple(int(part) for part in criterion.number.split(".")) for criterion in CRITERIA]
    assert parts == sorted(parts)
    assert len(set(parts)) == len(parts)


def test_complete_policy_may_be_published(world):
    policy = builders.make_accessibility_policy(world.city)
    policy.is_published = True
    policy.full_clean()


def test_policy_names_what_it_lacks_when_it_is_published(world):
    policy = AccessibilityPolicy(municipality=world.city, is_published=True)
    assert_form_refuses(
        policy,
        "方針を公開するには、次の欄を入れてください: 対象となる範囲、担当部署、策定日、"
        "目標を達成する期限(または期限についての説明)。",
    )


def test_unpublished_policy_may_be_unfinished(world):
    AccessibilityPolicy(municipality=world.city).full_clean()


def test_department_of_another_city_is_refused(world):
    policy = AccessibilityPolicy(municipality=world.city, department=world.other.department)
    assert_form_refuses(policy, "担当部署は、同じ市区町村の部署から選んでください。", "department")


def test_city_has_one_policy(world):
    builders.make_accessibility_policy(world.city)
    second = AccessibilityPolicy(municipality=world.city)
    assert_form_refuses(
        second,
        "この市区町村の方針は、すでに登録されています。登録されている方針を直してください。",
        "municipality",
    )


@pytest.mark.parametrize("level", ["A", "AA"])
def test_complete_test_may_be_published(world, level):
    test = builders.make_accessibility_test(world.city, target_level=level, met_level=level)
    test.is_published = True
    test.full_clean()


def test_test_without_all_results_is_not_published(world):
    test = builders.make_accessibility_test(world.city, without=["1.1.1", "3.3.4"])
    test.is_published = True
    assert_form_refuses(
        test,
        "達成基準の結果がそろっていないため、公開できません。まだないもの: 1.1.1、3.3.4。"
        "「公開」の印を外して結果を保存し、そのあとで公開してください。",
    )


def test_criterion_above_the_target_level_needs_no_result(world):
    test = builders.make_accessibility_test(world.city, without=["3.3.4"], target_level="A", met_level="A")
    test.is_published = True
    test.full_clean()


def test_level_is_not_met_where_nobody_tested_it(world):
    test = builders.make_accessibility_test(world.city, without=["3.3.4"], target_level="A", met_level="AA")
    test.is_published = True
    assert_form_refuses(
        test,
        "レベルAAの達成基準すべての結果がないため、満たしているとは書けません。"
        "「満たしている適合レベル」を、目標としたレベルまでにしてください。",
    )


@pytest.mark.parametrize(
    ("claim", "level"),
    [({"met_level": "A"}, "A"), ({"met_level": "", "conformity": "conforms"}, "AA")],
    ids=["level", "conformity"],
)
def test_test_claims_no_more_than_it_found(world, claim, level):
    test = builders.make_accessibility_test(world.city, unmet=["1.1.1"], **claim)
    test.is_published = True
    assert_form_refuses(
        test,
        f"レベル{level}を満たしているとは書けません。不適合の達成基準があります: 1.1.1。"
        "「満たしている適合レベル」と「対応度の表記」を、結果に合わせてください。",
    )


def test_level_a_is_met_where_only_a_criterion_of_aa_is_not(world):
    test = builders.make_accessibility_test(world.city, unmet=["1.4.3"], met_level="A")
    test.is_published = True
    test.full_clean()


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"tools": ""}, "試験に用いたツール・支援技術"),
        ({"tested_pages": "\n"}, "試験を行ったウェブページのアドレス"),
        ({"conformity": "partly", "next_steps": ""}, "今後の対応"),
        ({"conformity": "considers"}, "配慮し参照した達成基準"),
    ],
    ids=["tools", "pages", "partly", "considers"],
)
def test_test_names_what_it_lacks_when_it_is_published(world, fields, missing):
    test = builders.make_accessibility_test(world.city, **fields)
    test.is_published = True
    assert_form_refuses(test, f"試験結果を公開するには、次の欄を入れてください: {missing}。")


@pytest.mark.parametrize("line", ["/mihon/", "portal.example.jp", "https://a.example.jp/ と ほか"])
def test_tested_page_is_an_address(world, line):
    test = builders.make_accessibility_test(world.city, tested_pages=f"https://portal.example.jp/\n{line}")
    assert_form_refuses(
        test, f"「{line}」は、https:// から始まる1つのアドレスにしてください。", "tested_pages"
    )


@pytest.fixture
def published(world):
    test = builders.make_accessibility_test(world.city)
    test.is_published = True
    test.save()
    return test


def test_result_does_not_contradict_a_published_claim(published):
    result = published.results.get(criterion="1.1.1")
    result.result = "unmet"
    assert_form_refuses(
        result,
        "この試験は、レベルAAを満たしているとして公開されています。不適合にする前に、"
        "試験の「対応度の表記」と「満たしている適合レベル」を改めるか、「公開」の印を外してください。",
    )


def test_result_above_the_claim_may_be_not_met(published):
    published.results.model(test=published, criterion="1.4.6", result="unmet").full_clean()


def test_result_of_a_published_test_keeps_its_criterion(published):
    result = published.results.get(criterion="1.1.1")
    result.criterion = "1.4.6"
    assert_form_refuses(
        result,
        "公開した試験の結果を、別の達成基準に変えることはできません。先に、試験の「公開」の印を外してください。",
    )


def test_result_of_a_published_test_does_not_leave_it(published):
    result = published.results.get(criterion="1.1.1")
    result.test = builders.make_accessibility_test(
        published.municipality, without=["1.1.1"], stated_on=date(2027, 3, 16)
    )
    assert_form_refuses(
        result,
        "公開した試験の結果を、別の試験に移すことはできません。先に、試験の「公開」の印を外してください。",
    )


def test_result_of_a_test_nobody_sees_yet_may_move(world):
    result = builders.make_accessibility_test(world.city).results.get(criterion="1.1.1")
    result.test = builders.make_accessibility_test(world.city, without=["1.1.1"], stated_on=date(2027, 3, 16))
    result.full_clean()


def test_unknown_criterion_is_refused(world):
    test = builders.make_accessibility_test(world.city)
    with pytest.raises(ValidationError) as refusal:
        test.results.model(test=test, criterion="9.9.9", result="met").full_clean()
    assert list(refusal.value.message_dict) == ["criterion"]


@pytest.mark.parametrize(
    ("conformity", "words"),
    [
        ("conforms", "JIS X 8341-3:2016 のレベルAAに準拠"),
        ("partly", "JIS X 8341-3:2016 のレベルAAに一部準拠"),
        ("considers", "JIS X 8341-3:2016 のレベルAAに配慮"),
    ],
)
def test_claim_is_the_phrase_of_the_guideline(conformity, words):
    assert AccessibilityTest(conformity=conformity, stated_on=date(2026, 3, 16)).claim == words
    assert AccessibilityPolicy(conformity=conformity).claim == words


def test_day_of_a_published_test_is_kept(published):
    published.stated_on = date(2027, 3, 16)
    with pytest.raises(ValidationError) as refusal:
        published.full_clean()
    assert list(refusal.value.message_dict) == ["stated_on"]
    type(published).objects.filter(pk=published.pk).update(is_published=False)
    published.full_clean()
