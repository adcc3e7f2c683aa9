"""The roadmap's filters against a brute force over the rows themselves."""

import re
from itertools import combinations
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import QueryDict
from django.utils import translation

from actions.filters import LABELS, apply_filters
from actions.models import ItemDepartment, ItemTargetGroup, Placement, ScheduleCell
from actions.outline import read_outline
from actions.timetable import read_timetable
from kyodo_portal.japanese.folding import fold, fold_words
from tests import builders

CITIES = ["tsushima", "yamaguchi", "minami-alps", "tsukubamirai", "nagato"]
WORDS = ["協働", "じょうほう 提供", "1-2-1", "どこにもない言葉"]


class Roadmap:
    """One plan, read once; results are kept, for many tests ask for the same."""

    def __init__(self, plan):
        self.plan = plan
        self.outline = read_outline(plan)
        self.timetable = read_timetable(plan)
        self.results = {}

    def filtered(self, **params):
        key = urlencode(params)
        if key not in self.results:
            query = QueryDict(key)
            self.results[key] = apply_filters(query, self.plan, self.outline, self.timetable)
        return self.results[key]

    def codes(self, **params):
        return sorted(self.outline.items[pk].code for pk in self.filtered(**params).item_ids)

    def choices(self):
        """Every (name, value) on offer, and words."""
        offered = [(one.name, option.value) for one in self.filtered().filters for option in one.options]
        return offered + [("q", words) for words in WORDS]


@pytest.fixture
def roadmap_of(real_plan):
    return lambda city: Roadmap(real_plan(city))


class Facts:
    """What is true of each item, straight from the tables."""

    def __init__(self, plan):
        self.items = {item.id: item for item in plan.items.all()}
        links = ItemDepartment.objects.filter(item__plan=plan).select_related("department")
        self.departments = [(link.item_id, link.department) for link in links]
        groups = ItemTargetGroup.objects.filter(item__plan=plan)
        self.targets = set(groups.values_list("item_id", "target_group__name"))
        cells = ScheduleCell.objects.filter(item__plan=plan)
        places = Placement.objects.filter(item__plan=plan).select_related("measure__policy__parent")
        self.places = [(place.item_id, place) for place in places]
        self.cells = list(cells.values_list("item_id", "fiscal_year", "phase__number", "stages__name"))

    def matching(self, **params):
        found = {pk for pk in self.items if all(self.holds(pk, n, v) for n, v in params.items())}
        if {"year", "stage"} <= params.keys():
            year, stage = int(params["year"]), params["stage"]
            found &= {
                pk for pk, fiscal_year, _phase, name in self.cells if (fiscal_year, name) == (year, stage)
            }
        return found

    def holds(self, pk, name, value):
        item = self.items[pk]
        match name:
            case "actor":
                return getattr(item, f"by_{value}")
            case "department":
                return any(pk == owner and each.code == value for owner, each in self.departments)
            case "target":
                return (pk, value) in self.targets
            case "year":
                return any(pk == owner and str(year) == value for owner, year, _phase, _name in self.cells)
            case "phase":
                return any(pk == owner and str(phase) == value for owner, _year, phase, _name in self.cells)
            case "stage":
                return any(pk == owner and stage == value for owner, _year, _phase, stage in self.cells)
            case "q":
                names = "\n".join(each.name for owner, each in self.departments if owner == pk)
                texts = (item.name, item.purpose, item.issues, item.content, item.completion_criterion)
                texts += (item.tags_as_printed, item.timing_as_printed, item.code, names)
                for place in (place for owner, place in self.places if owner == pk):
                    policy = place.measure.policy
                    texts += (place.name_as_printed, place.measure.name, policy.name)
                    texts += (policy.parent.name,) if policy.parent else ()
                text = "\n".join(map(fold, texts))
                return all(word in text for word in fold_words(value))


FILTERS_ON_OFFER = {
    "tsushima": ["actor", "department", "year"],
    "yamaguchi": ["actor", "department", "target", "year", "stage"],
    "minami-alps": ["phase"],
    "tsukubamirai": ["department"],
    "nagato": [],
}


@pytest.mark.parametrize("city", CITIES)
def test_only_filters_that_the_plan_knows_are_offered(roadmap_of, city):
    assert [each.name for each in roadmap_of(city).filtered().filters] == FILTERS_ON_OFFER[city]


@pytest.mark.parametrize("city", CITIES)
def test_one_filter_equals_a_brute_force(roadmap_of, city):
    roadmap = roadmap_of(city)
    facts = Facts(roadmap.plan)
    wrong = [
        choice
        for choice in roadmap.choices()
        if roadmap.filtered(**dict([choice])).item_ids != facts.matching(**dict([choice]))
    ]
    assert wrong == []


@pytest.mark.parametrize("city", CITIES)
def test_every_pair_of_filters_equals_a_brute_force(roadmap_of, city):
    roadmap = roadmap_of(city)
    facts = Facts(roadmap.plan)
    pairs = [(a, b) for a, b in combinations(roadmap.choices(), 2) if a[0] != b[0]]
    wrong = [
        pair for pair in pairs if roadmap.filtered(**dict(pair)).item_ids != facts.matching(**dict(pair))
    ]
    assert wrong == []


def test_three_filters_equal_a_brute_force(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    facts = Facts(roadmap.plan)
    for actor in ("city", "joint"):
        for year in ("2008", "2010"):
            for stage in ("検討", "実施"):
                chosen = {"actor": actor, "year": year, "stage": stage}
                assert roadmap.filtered(**chosen).item_ids == facts.matching(**chosen)


@pytest.mark.parametrize("city", CITIES)
def test_count_of_an_option_is_what_one_gets_by_following_it(roadmap_of, city):
    roadmap = roadmap_of(city)
    wrong = []
    for chosen in [(), *roadmap.choices()]:
        selection = dict([chosen]) if chosen else {}
        for each in roadmap.filtered(**selection).filters:
            for option in each.options:
                following = selection | {each.name: option.value}
                if option.count != len(roadmap.filtered(**following).item_ids):
                    wrong.append((selection, each.name, option.value))
    assert wrong == []


@pytest.mark.parametrize(
    ("city", "params", "count"),
    [
        ("yamaguchi", {}, 47),
        ("yamaguchi", {"actor": "joint"}, 10),
        ("yamaguchi", {"actor": "city"}, 37),
        ("yamaguchi", {"year": "2008"}, 30),
        ("yamaguchi", {"year": "2012"}, 43),
        ("yamaguchi", {"year": "2008", "stage": "検討"}, 18),
        ("yamaguchi", {"stage": "完了予定"}, 1),
        ("yamaguchi", {"target": "その他"}, 2),
        ("tsushima", {"actor": "citizen"}, 7),
        ("tsushima", {"actor": "citizen", "year": "2008"}, 1),
        ("minami-alps", {"phase": "1"}, 5),
        ("minami-alps", {"phase": "2"}, 3),
        ("minami-alps", {"phase": "3"}, 2),
        ("nagato", {"q": "支援センター"}, 2),
    ],
)
def test_number_of_items_is_that_of_the_document(roadmap_of, city, params, count):
    assert len(roadmap_of(city).filtered(**params).item_ids) == count


def test_year_and_stage_speak_of_one_cell(world):
    thinking = builders.make_stage(world.plan, "検討")
    builders.make_cell(world.item, 2022, thinking)
    builders.make_cell(world.item, 2023, world.stage)
    roadmap = Roadmap(world.plan)
    assert roadmap.codes(year="2023", stage="検討") == []
    assert roadmap.codes(year="2022", stage="検討") == [world.item.code]
    assert roadmap.codes(year="2023") == roadmap.codes(stage="検討") == [world.item.code]


def test_phase_and_stage_speak_of_one_cell(world):
    thinking = builders.make_stage(world.plan, "検討")
    builders.make_column(world.plan, phase=world.phase)
    builders.make_cell(world.item, 2022, thinking)
    builders.make_cell(world.item, None, world.stage, phase=world.phase)
    assert Roadmap(world.plan).codes(phase="1", stage="検討") == []


def test_only_items_of_the_plan_are_counted(world):
    builders.make_cell(world.other.item, 2022, world.other.stage)
    result = Roadmap(world.plan).filtered()
    assert (result.total, result.filters) == (1, [])


@pytest.mark.parametrize(
    "year", ["2010", "２０１０", "H22", "h22", "Ｈ２２", "平成22年度", " 平成２２年度 ", "2010年度", "㍻22"]
)
def test_year_may_be_written_in_any_way(roadmap_of, year):
    roadmap = roadmap_of("yamaguchi")
    result = roadmap.filtered(year=year)
    assert result.problems == []
    assert result.item_ids == roadmap.filtered(year="2010").item_ids
    assert [(each.label, each.undo) for each in result.chosen] == [("年度", ".")]
    assert [o.value for f in result.filters if f.name == "year" for o in f.options if o.is_chosen] == ["2010"]


UNUSABLE = [
    ("actor", "市長"),
    ("actor", "CITY"),
    ("department", "999"),
    ("department", "協働推進課"),
    ("target", "市"),
    ("year", "2007"),
    ("year", "R1"),
    ("year", "22"),
    ("year", "平成22年"),
    ("year", "H22-H24"),
    ("year", "9" * 5000),
    ("phase", "1"),
    ("stage", "検"),
    ("stage", "→"),
    ("q", "\u200b\u200b"),
    ("stage", "検討\U0001f600"),
    ("actor", "\ufffd\u202e\u0301"),
]


@pytest.mark.parametrize(("name", "value"), UNUSABLE, ids=[f"{n}={v[:12]!a}" for n, v in UNUSABLE])
def test_unusable_value_is_named_and_dropped(roadmap_of, name, value):
    result = roadmap_of("yamaguchi").filtered(**{name: value})
    assert result.problems == [
        f"{LABELS[name]}「{value[:40]}」は、この計画の絞り込みでは使えません。この条件を外して表示しています。"
    ]
    assert (len(result.item_ids), result.chosen, result.is_filtered) == (47, [], False)


def test_unusable_value_leaves_the_other_filters_in_force(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    result = roadmap.filtered(actor="joint", stage="着工", year="2010")
    assert result.item_ids == roadmap.filtered(actor="joint", year="2010").item_ids
    assert len(result.problems) == 1


@pytest.mark.parametrize("value", ["", " ", "\u3000", "\x00", " \x00 "])
@pytest.mark.parametrize("name", list(LABELS))
def test_empty_value_is_no_filter(roadmap_of, name, value):
    result = roadmap_of("yamaguchi").filtered(**{name: value})
    assert (result.problems, result.chosen, len(result.item_ids)) == ([], [], 47)


def test_unknown_parameter_is_ignored(roadmap_of):
    result = roadmap_of("yamaguchi").filtered(utm_source="x", page="3")
    assert (result.problems, result.chosen, len(result.item_ids)) == ([], [], 47)


def test_nul_in_a_value_is_left_out(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    assert roadmap.filtered(q="協\x00働").item_ids == roadmap.filtered(q="協働").item_ids
    assert roadmap.filtered(year="20\x0010").item_ids == roadmap.filtered(year="2010").item_ids


def test_very_long_words_are_cut(roadmap_of):
    result = roadmap_of("yamaguchi").filtered(q="協" * 10_000)
    assert (len(result.query), result.item_ids, result.problems) == (200, set(), [])


def test_very_many_words_are_cut(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    assert roadmap.codes(q="協働 " * 10_000) == roadmap.codes(q="協働")


def test_undo_takes_one_filter_away_and_keeps_the_others(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    chosen = {"actor": "joint", "year": "2010", "stage": "実施", "q": "活動 団体"}
    result = roadmap.filtered(**chosen)
    undone = {each.label: dict(parse_qsl(each.undo.removeprefix("?"))) for each in result.chosen}
    assert undone == {
        LABELS[name]: {key: value for key, value in chosen.items() if key != name} for name in chosen
    }


def test_undo_of_the_only_filter_leads_to_the_whole_roadmap(roadmap_of):
    assert [each.undo for each in roadmap_of("yamaguchi").filtered(q="協働&year=1").chosen] == ["."]


def test_chosen_filters_are_named_in_words(roadmap_of):
    chosen = roadmap_of("yamaguchi").filtered(actor="joint", year="2010", stage="実施", q="活動").chosen
    assert [(each.label, each.value) for each in chosen] == [
        ("主体", "協働"),
        ("年度", "平成22年度(2010)"),
        ("予定の内容", "実施"),
        ("言葉", "活動"),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("ﾃﾞｰﾀﾍﾞｰｽ", ["2-4-1", "4-1-1"]),
        ("でーたべーす", ["2-4-1", "4-1-1"]),
        ("データベース 委員", ["4-1-1"]),
        ("データベース　委員", ["4-1-1"]),
        ("4-1-1", ["4-1-1"]),
    ],
)
def test_words_are_found_in_any_notation(roadmap_of, query, codes):
    names = [item for item in roadmap_of("yamaguchi").codes(q=query) if item in codes]
    assert names == codes


def test_words_are_found_in_the_names_of_the_place_too(world):
    item = builders.make_item(world.plan, name="竹とんぼ教室")
    part = builders.make_policy(world.plan, name="凧の方針", parent=world.policy)
    builders.place(item, builders.make_measure(part, name="独楽の施策"))
    roadmap = Roadmap(world.plan)
    for words in ("独楽 竹とんぼ", "凧の方針", f"{world.policy.name} 独楽"):
        assert roadmap.codes(q=words) == [item.code]
    assert roadmap.codes(q="独楽 鞠") == []


@pytest.mark.parametrize("words", ["Ｈ２２", "H22", "平成22", "平成22年度", "2010年度"])
def test_year_among_the_words_finds_the_items_with_a_cell_in_it(world, words):
    builders.make_cell(world.item, 2010, world.stage)
    written = builders.make_item(world.plan, name="平成22年度の集い")
    builders.make_cell(builders.make_item(world.plan), 2011, world.stage)
    assert Roadmap(world.plan).codes(q=words) == sorted([world.item.code, written.code])


def test_year_is_named_once_in_english(roadmap_of):
    with translation.override("en"):
        chosen = roadmap_of("yamaguchi").filtered(year="2010").chosen
        assert [(str(each.label), each.value) for each in chosen] == [("Fiscal year", "FY2010")]


def test_filters_in_force_are_the_address(roadmap_of):
    roadmap = roadmap_of("yamaguchi")
    assert roadmap.filtered().address == ""
    assert roadmap.filtered(actor="市長").address == ""
    address = roadmap.filtered(year="H22", actor="joint", stage="着工", utm_source="x").address
    assert dict(parse_qsl(address.removeprefix("?"))) == {"actor": "joint", "year": "2010"}


def test_choice_that_leaves_nothing_cannot_be_chosen(client, real_plan):
    shown = client.get(f"{real_plan('yamaguchi').get_absolute_url()}roadmap/?q=どこにもない言葉")
    options = re.findall('<option value="([^"]+)"([^>]*)>', shown.content.decode())
    assert len(options) > 10
    assert [value for value, state in options if state != " disabled"] == []


def test_filtering_takes_one_query(real_plan, django_assert_num_queries):
    plan = real_plan("yamaguchi")
    outline, timetable = read_outline(plan), read_timetable(plan)
    with django_assert_num_queries(1):
        apply_filters(QueryDict("actor=joint&year=H22&stage=実施&q=活動"), plan, outline, timetable)
