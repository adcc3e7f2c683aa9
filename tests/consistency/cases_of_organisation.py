from datetime import UTC, datetime

from actions.models import ItemHandover
from organizations.models import DepartmentFormerName, DepartmentSuccession, Partner, Reorganisation
from tests import builders
from tests.consistency.cases import right, wrong
from tests.consistency.scene import READING, TODAY, department, sound_item

NOW = datetime(2025, 4, 1, 3, tzinfo=UTC)


def former(row, name, last_fy):
    return DepartmentFormerName.objects.create(department=row, name=name, last_fy=last_fy)


def succeed(before, after, from_fy=2024, kind="merge"):
    return DepartmentSuccession.objects.create(
        predecessor=before, successor=after, kind=kind, from_fy=from_fy
    )


@wrong("name_for_no_year")
def former_name_from_before_the_department(town):
    row = department(town, start_fy=2020)
    former(row, "旧課", 2019)
    return [f"{row}: 旧名称「旧課」(令和元年度まで)"]


@wrong("name_for_no_year")
def former_name_until_after_the_end(town):
    """The present name was never in use, nor was the second former one."""
    row = department(town, end_fy=2015)
    former(row, "はじめ課", 2015)
    former(row, "つぎ課", 2018)
    return [f"{row}: 旧名称「つぎ課」(平成30年度まで)", f"{row}: いまの名称(平成27年度で廃止)"]


@right("name_for_no_year")
def former_name_of_the_first_year(town):
    former(department(town, start_fy=2020, end_fy=2022), "旧課", 2020)


@right("name_for_no_year")
def former_names_of_a_department_without_years(town):
    row = department(town)
    former(row, "はじめ課", 1990)
    former(row, "つぎ課", 2030)


@wrong("name_unchanged")
def former_name_that_is_the_present_one(town):
    row = department(town)
    former(row, row.name, 2020)
    return [f"{row}: 旧名称「{row.name}」(令和2年度まで)"]


@wrong("name_unchanged")
def one_former_name_twice(town):
    row = department(town)
    former(row, "旧課", 2010)
    former(row, "旧課", 2020)
    return [f"{row}: 旧名称「旧課」(平成22年度まで)"]


@right("name_unchanged")
def name_that_came_back(town):
    row = department(town)
    former(row, row.name, 2010)
    former(row, "旧課", 2020)


@wrong("succession_in_a_circle")
def three_departments_in_a_circle(town):
    rows = [department(town) for _ in range(3)]
    pairs = zip(rows, [*rows[1:], rows[0]], range(2010, 2013), strict=True)
    found = [succeed(before, after, year) for before, after, year in pairs]
    return [f"{row}({words})" for row, words in zip(found, era_words(found), strict=True)]


def era_words(rows):
    return [f"平成{row.from_fy - 1988}年度から" for row in rows]


@right("succession_in_a_circle")
def two_ways_to_one_department(town):
    first, left, right_side, last = (department(town, end_fy=2030) for _ in range(4))
    for before, after in ((first, left), (first, right_side), (left, last), (right_side, last)):
        succeed(before, after)


def ended(town, **fields):
    return department(town, end_fy=2024, **fields)


@wrong("ended_without_successor")
def printed_department_that_is_gone(town):
    gone = ended(town)
    items = [sound_item(town, gone), sound_item(town, gone)]
    return [f"{gone}(令和6年度で廃止): {items[0].code}、{items[1].code}"]


@wrong("ended_without_successor")
def successor_that_is_gone_too(town):
    first, second = department(town, end_fy=2022), ended(town)
    succeed(first, second, 2023)
    item = sound_item(town, first)
    return [f"{second}(令和6年度で廃止): {item.code}"]


@right("ended_without_successor")
def department_whose_work_went_on(town):
    gone = ended(town)
    succeed(gone, town.lead, 2025)
    sound_item(town, gone)


@right("ended_without_successor")
def item_that_was_handed_over(town):
    gone = ended(town)
    hand_over(sound_item(town, gone), gone, town.lead)


@right("ended_without_successor")
def last_year_of_a_department(town):
    sound_item(town, department(town, end_fy=2025))


@right("ended_without_successor")
def item_that_is_over(town):
    sound_item(town, ended(town), end_fy=2023)


@right("ended_without_successor")
def plan_that_is_over(town):
    plan = builders.make_plan(town.city, start_fy=2010, end_fy=2014)
    builders.make_round(plan, 2014)
    builders.make_item(plan).item_departments.create(department=ended(town))


@right("ended_without_successor")
def plan_without_surveys(town):
    builders.make_item(builders.make_plan(town.city)).item_departments.create(department=ended(town))


def hand_over(item, before, after):
    return ItemHandover.objects.create(item=item, predecessor=before, successor=after, from_fy=2025)


def split(town):
    gone = ended(town)
    for after in (town.lead, town.support):
        succeed(gone, after, 2025, kind="split")
    return gone


@wrong("split_undecided")
def item_of_a_split_department(town):
    gone = split(town)
    item = sound_item(town, gone)
    return [f"{town.plan} {item}: {gone}"]


@wrong("split_undecided")
def item_whose_second_department_was_split(town):
    first, second = department(town, end_fy=2022), split(town)
    succeed(first, second, 2023)
    item = sound_item(town, first)
    return [f"{town.plan} {item}: {second}"]


@right("split_undecided")
def item_for_which_it_was_decided(town):
    gone = split(town)
    hand_over(sound_item(town, gone), gone, town.lead)


@right("split_undecided")
def split_of_next_year(town):
    goes = department(town, end_fy=2025)
    for after in (town.lead, town.support):
        succeed(goes, after, 2026, kind="split")
    sound_item(town, goes)


@right("split_undecided")
def circle_that_is_no_split(town):
    first, second = department(town), department(town)
    succeed(first, second, 2010)
    succeed(second, first, 2010)
    sound_item(town, first)


@wrong("overdue_reorganisation")
def change_whose_day_has_come(town):
    return [str(reorganise(town, TODAY))]


@right("overdue_reorganisation")
def changes_carried_out_taken_back_and_to_come(town):
    reorganise(town, TODAY, carried_out_at=NOW)
    reorganise(town, TODAY, taken_back_at=NOW)
    reorganise(town, TODAY.replace(day=13))


def reorganise(town, day, **fields):
    return Reorganisation.objects.create(
        municipality=town.city,
        kind="rename",
        takes_effect_on=day,
        details={"successors": [{"name": "新しい課", "reading": "", "code": ""}]},
        entered_at=NOW,
        **fields,
    )


@wrong("predecessor_not_ended")
def merged_department_that_is_still_there(town):
    before, after = department(town), department(town)
    succeed(before, after, 2024)
    return [f"{before}(令和6年度に統合)"]


@right("predecessor_not_ended")
def departments_that_ended_will_end_or_gave_work_away(town):
    after = department(town)
    succeed(ended(town), after, 2025)
    succeed(department(town), after, 2026)
    succeed(department(town), after, 2024, kind="transfer")


def owned(town, owner, **fields):
    plan = builders.make_plan(town.city, owner=owner, **fields)
    builders.make_column(plan, 2022)
    builders.make_scale(plan)
    return plan


@wrong("no_contact")
def owner_without_telephone_and_mail(town):
    row = department(town, address="見本町1")
    return [f"{owned(town, row)}: {row}"]


@wrong("no_contact")
def follower_without_telephone_and_mail(town):
    before, after = ended(town, tel="000-000-0000"), department(town)
    succeed(before, after, 2025)
    return [f"{owned(town, before)}: {after}"]


@wrong("no_contact")
def owner_that_is_gone(town):
    row = ended(town, tel="000-000-0000")
    return [f"{owned(town, row)}: {row}(いまはない部署)"]


@right("no_contact")
def owners_that_can_be_asked(town):
    owned(town, department(town, tel="000-000-0000"))
    owned(town, department(town, email="ka@example.jp"))
    before = ended(town)
    succeed(before, department(town, tel="000-000-0000"), 2025)
    owned(town, before)


@right("no_contact")
def plans_without_owner_or_not_published(town):
    builders.make_plan(town.city)
    owned(town, department(town), is_published=False)


@wrong("one_name_twice")
def two_departments_of_one_name(town):
    number = town.city.departments.count()
    rows = [department(town, name=f"同じ{number}課", code=f"x{number}-{n}") for n in (1, 2)]
    return [f"{row}(番号 {row.code})" for row in rows]


@right("one_name_twice")
def name_of_a_department_that_ended(town):
    ended(town, name="同じ課")
    department(town, name="同じ課")


@wrong("without_reading")
def names_without_reading(town):
    row = department(town, reading="")
    group = Partner.objects.create(municipality=town.city, name=f"会{row.code}", kind="group")
    return [f"部署「{row}」", f"協働の相手「{group}」"]


@wrong("without_reading")
def city_without_reading(town):
    town.city.reading = ""
    town.city.save()
    return [f"市区町村「{town.city.name}」"]


@right("without_reading")
def names_with_reading(town):
    department(town)
    Partner.objects.create(municipality=town.city, name="会", kind="group", reading=READING)


@wrong("reading_not_accepted")
def names_whose_reading_is_not_hiragana(town):
    row = department(town, reading="ヷ課")
    group = Partner.objects.create(municipality=town.city, name=f"会{row.code}", kind="group", reading="kai")
    return [f"部署「{row}」: ヷ課", f"協働の相手「{group}」: kai"]


@wrong("reading_not_accepted")
def city_whose_reading_is_not_hiragana(town):
    town.city.reading = "市"
    town.city.save()
    return [f"市区町村「{town.city.name}」: 市"]


@right("reading_not_accepted")
def readings_in_hiragana_with_digits(town):
    department(town, reading="だい1か")
    department(town, reading="")
