"""Who may change what with a plan's workbook: the rights of the 事務局, of a publisher, and of the administrator."""

import pytest

from actions.exchange.plan_book import plan_workbook
from actions.models import Evaluation, YearlyStatus
from actions.reporting.publishing import publish_report
from organizations.models import Municipality, User
from plans.models import Plan
from tests import builders
from tests.exchange.awkward.plan import small_plan
from tests.exchange.books import Edited, changes_of, contents, look, take, wrong_of
from tests.reporting.scenes import OCTOBER, YEAR, make_year

pytestmark = pytest.mark.django_db
NOT_PUBLISHER = "公開するかどうかは、公開責任者が画面で変えます。ここは元の値に戻してください。"


@pytest.fixture
def plan():
    return small_plan()


@pytest.fixture
def coordinator(plan):
    return builders.member_of(plan.municipality, role="coordinator")


@pytest.fixture
def book(plan):
    return Edited(plan_workbook(plan))


def test_coordinator_changes_the_plan(plan, coordinator, book):
    book.put("取組", ("1-1-1",), "取組名", "新しい名称")
    record, _preview = take(book.content, by=coordinator, plan=plan)
    item = plan.items.get(code="1-1-1")
    assert (item.name, item.history.first().history_change_reason) == (
        "新しい名称",
        f"ファイルの取り込み({record.pk})",
    )
    assert record.uploaded_by == coordinator


def test_coordinator_does_not_change_the_city(plan, coordinator, book):
    book.put("市区町村", ("awkward",), "名称", "別の市")
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        (
            "市区町村",
            "C2",
            "名称",
            "別の市",
            "ここを変えられるのは、ポータルの管理者だけです。元の値に戻してください。",
        )
    ]


def test_coordinator_does_not_publish(plan, coordinator, book):
    Plan.objects.filter(pk=plan.pk).update(is_published=False)
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        ("計画", "B2", "公開", "はい", NOT_PUBLISHER)
    ]


def test_coordinator_does_not_hide_the_plan(plan, coordinator, book):
    book.put("計画", ("plan",), "公開", "いいえ")
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        ("計画", "B2", "公開", "いいえ", NOT_PUBLISHER)
    ]


def test_coordinator_who_is_publisher_too_publishes(plan, coordinator, book):
    builders.join(coordinator, plan.municipality, role="publisher")
    Plan.objects.filter(pk=plan.pk).update(is_published=False)
    coordinator = User.objects.get(pk=coordinator.pk)
    take(book.content, by=coordinator, plan=plan)
    assert Plan.objects.get(pk=plan.pk).is_published is True


def test_publisher_of_another_city_does_not_publish_here(plan, coordinator, book):
    builders.join(coordinator, builders.make_city(), role="publisher")
    book.put("計画", ("plan",), "公開", "いいえ")
    preview = look(book.content, by=User.objects.get(pk=coordinator.pk), plan=plan)
    assert [cell.sentence for cell in preview.wrong] == [NOT_PUBLISHER]


def test_coordinator_adds_no_published_plan(plan, coordinator, book):
    book.put("計画", ("plan",), "アドレス", "plan-2")
    assert wrong_of(look(book.content, by=coordinator, city=plan.municipality)) == [
        (
            "計画",
            "B2",
            "公開",
            "はい",
            "公開できるのは、公開責任者だけです。「いいえ」にして取り込み、公開は公開責任者に頼んでください。",
        )
    ]
    book.put("計画", ("plan-2",), "公開", "いいえ")
    _record, preview = take(book.content, by=coordinator, city=plan.municipality)
    assert preview.changed == 0
    assert Plan.objects.get(slug="plan-2").items.count() == 2


def test_file_of_another_plan_is_refused_on_the_page_of_a_plan(plan, coordinator, book):
    book.put("計画", ("plan",), "アドレス", "other-plan")
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        (
            "計画",
            "A2",
            "アドレス",
            "other-plan",
            "このページで取り込めるのは「plan」の計画だけです。別の計画は、その計画のページで取り込んでください。",
        )
    ]


@pytest.mark.parametrize("is_registered", [True, False])
def test_file_of_another_city_is_refused(plan, coordinator, book, is_registered):
    slug = builders.make_city().slug if is_registered else "elsewhere"
    book.put("市区町村", ("awkward",), "アドレス", slug)
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        (
            "市区町村",
            "A2",
            "アドレス",
            slug,
            "ここで取り込めるのは「awkward」(でこぼこ市)の計画だけです。",
        )
    ]


def test_only_the_administrator_registers_a_city(plan, coordinator, book):
    book.put("市区町村", ("awkward",), "アドレス", "elsewhere")
    book.put("市区町村", ("elsewhere",), "全国地方公共団体コード", "131016")
    book.put("計画", ("plan",), "公開", "いいえ")
    sentence = "この市区町村は登録されていません。登録できるのは、ポータルの管理者だけです。"
    assert [cell.sentence for cell in look(book.content, by=coordinator).wrong] == [sentence]
    administrator = User.objects.create_superuser("boss", password=None)
    take(book.content, by=administrator)
    assert Municipality.objects.get(slug="elsewhere").plans.get().items.count() == 2


def test_coordinator_adds_no_evaluation(coordinator):
    plan = builders.make_full_plan(items=1)
    coordinator = builders.member_of(plan.municipality, role="coordinator")
    book = Edited(plan_workbook(plan))
    Evaluation.objects.all().delete()
    assert wrong_of(look(book.content, by=coordinator, plan=plan)) == [
        (
            "評価",
            "A2",
            "取組の番号",
            "first / 令和4年度(2022年度)",
            "ここに行を足せるのは、ポータルの管理者だけです。この行を消してください。",
        )
    ]


def test_nobody_changes_an_evaluation_with_a_file():
    plan = builders.make_full_plan(items=1)
    book = Edited(plan_workbook(plan))
    book.sheet("評価").cell(2, book.column("評価", "意見")).value = "書き換えた意見"
    assert wrong_of(look(book.content)) == [
        (
            "評価",
            "F2",
            "意見",
            "書き換えた意見",
            "評価は、計画のブックでは変えられません。評価のページで直してください。",
        )
    ]


def test_nobody_changes_an_answer_of_a_survey_with_a_file():
    year = make_year(items=1)
    YearlyStatus.objects.update(is_published=True)
    book = Edited(plan_workbook(year.plan))
    book.sheet("年度の実績").cell(2, book.column("年度の実績", "課題")).value = "書き足した課題"
    assert wrong_of(look(book.content)) == [
        (
            "年度の実績",
            "H2",
            "課題",
            "書き足した課題",
            "調査への回答は、計画のブックでは変えられません。回答のページか調査票で直してください。",
        )
    ]


IN_A_REPORT = (
    "年次報告書を公開した年度の実績は、取り込みでは変えられません。直すときは、正誤の版を出してください。"
)


@pytest.fixture
def published():
    year = make_year(items=2)
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    return year


def test_nobody_changes_what_a_report_says(published):
    book = Edited(plan_workbook(published.plan))
    book.sheet("年度の実績").cell(2, book.column("年度の実績", "取り組んだこと")).value = "書き換えた"
    figures = book.sheet("指標の値")
    row = next(n for n in range(2, 9) if figures.cell(n, 3).value == "実績値")
    figures.cell(row, book.column("指標の値", "値")).value = 99
    assert [(cell.sheet, cell.header, cell.value, cell.sentence) for cell in look(book.content).wrong] == [
        ("指標の値", "値", "99", IN_A_REPORT),
        ("年度の実績", "取り組んだこと", "書き換えた", IN_A_REPORT),
    ]


def test_nobody_adds_a_result_to_a_year_with_a_report(published):
    builders.place(builders.make_item(published.plan, code="late"), published.measure)
    book = Edited(plan_workbook(published.plan))
    book.add("年度の実績", 取組の番号="late", 年度=YEAR, 状況="完了", 公開="はい")
    assert [(cell.sheet, cell.value, cell.sentence) for cell in look(book.content).wrong] == [
        ("年度の実績", "late", IN_A_REPORT)
    ]


def test_nobody_adds_an_evaluation_to_a_year_with_a_report(published):
    book = Edited(plan_workbook(published.plan))
    code = published.items[0].code
    book.add("評価", 取組の番号=code, 年度=YEAR, 段階="外部評価", 意見="あとからの意見", 公開="はい")
    assert [(cell.sheet, cell.sentence) for cell in look(book.content).wrong] == [("評価", IN_A_REPORT)]


def test_nobody_changes_a_published_edition(published):
    book = Edited(plan_workbook(published.plan))
    book.sheet("年次報告書").cell(2, book.column("年次報告書", "題名")).value = "別の題名"
    assert [(cell.header, cell.value, cell.sentence) for cell in look(book.content).wrong] == [
        ("題名", "別の題名", "公開した版は変えられません。書き出したままに戻してください。")
    ]


def test_file_with_the_reports_can_be_imported_by_the_coordinator(published):
    """What nobody may change is no mistake as long as it is not changed."""
    book = Edited(plan_workbook(published.plan))
    item = published.items[0]
    book.put("取組", (item.code,), "推進内容(要約)", "書き直した要約")
    preview = look(book.content, by=published.coordinator, plan=published.plan)
    assert (preview.wrong, changes_of(preview)) == (
        [],
        [(f"取組「{item.code} {item.name}」", "change", [("推進内容(要約)", "", "書き直した要約")])],
    )


def test_forged_document_is_refused_even_from_the_administrator(published):
    content = plan_workbook(published.plan)
    for document, sentence in (
        ("{}", "文書がSHA-256と合いません。"),
        ("", "「文書」は、書き出したままにしてください。"),
    ):
        book = Edited(content)
        book.put("計画", (published.plan.slug,), "アドレス", "plan-of-another-year")
        sheet = book.sheet("年次報告書")
        sheet.cell(2, book.column("年次報告書", "文書")).value = document or None
        before = contents()
        assert [
            cell.sentence for cell in look(book.content).wrong if cell.sentence.startswith(sentence)
        ] != []
        assert contents() == before
