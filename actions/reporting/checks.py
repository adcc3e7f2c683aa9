"""The check list before a report is published: what blocks it, and what is only worth knowing, each with its place."""

from dataclasses import dataclass

from django.utils import timezone

from . import findings
from .findings import Year
from .gathering import gather


@dataclass(frozen=True)
class Finding:
    """`rows`: (label, address of the staff page where it is mended or ""). `advice`: what it means and what to do."""

    name: str
    title: str
    advice: str
    blocks: bool
    rows: list


@dataclass(frozen=True)
class CheckList:
    """What was found, and the document the findings are about."""

    findings: list
    document: dict

    @property
    def blocking(self):
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self):
        return [finding for finding in self.findings if not finding.blocks]


def check_report(plan, fiscal_year, *, today=None):
    """The CheckList of that year. A fixed number of queries, and the text is laid beside the fonts of the PDF."""
    document = gather(plan, fiscal_year)
    year = Year(plan, fiscal_year, document, today or timezone.localdate())
    found = [
        Finding(name, title, advice, blocks, list(find(year))) for name, title, advice, blocks, find in CHECKS
    ]
    return CheckList([finding for finding in found if finding.rows], document)


# (name, title, what it means and what to do, whether it blocks, what finds it)
CHECKS = (
    (
        "plan-hidden",
        "計画が公開されていない",
        "先に計画を公開してください。報告書は計画の下に置かれます。",
        True,
        findings.plan_is_hidden,
    ),
    (
        "nothing",
        "この年度の実績がない",
        "調査を始めて回答を集めるか、「年度の実績」に入力してください。",
        True,
        findings.nothing_there,
    ),
    (
        "not-asked",
        "調査でたずねていない取組",
        "調査のページの「加える」でたずねるか、終えた取組なら取組の「終えた年度」を入れてください。",
        True,
        findings.not_asked,
    ),
    (
        "unconfirmed",
        "確認されていない回答",
        "提出・承認・確認まで進めてください。回答が得られないときは、事務局が代わりに入力できます。",
        True,
        findings.unconfirmed,
    ),
    (
        "no-scale",
        "評価の尺度がない",
        "この年度から使う尺度を、計画に足してください。",
        True,
        findings.no_scale,
    ),
    (
        "other-scale",
        "この年度の尺度にない評価",
        "この年度の尺度の区分で、評価をつけ直してください。",
        True,
        findings.grade_of_another_scale,
    ),
    ("no-reason", "評価の理由がない", "評価の理由を書いてください。", True, findings.no_reason),
    (
        "no-actual",
        "指標の実績値がない",
        "この年度の実績値を入れてください。測っていない年度なら、種類「実績値」の行を値を空けて足すと、「記載なし」として載ります。",
        True,
        findings.no_actual,
    ),
    (
        "another-actual",
        "回答の値と、指標の実績値がちがう",
        "同じ年度の値が、回答と指標の画面で違います。正しい方に合わせてください(回答は、差し戻して直します)。",
        True,
        findings.another_actual,
    ),
    (
        "two-actuals",
        "ひとつの指標に、ちがう実績値",
        "二つの回答が、同じ指標にちがう値を書いています。どちらかに合わせてください。",
        True,
        findings.two_actuals,
    ),
    (
        "emptied-actual",
        "回答では空欄になった実績値",
        "回答の値は空欄ですが、指標の画面の値が報告書に載ります。載せないときは、指標の画面の値も空けてください。",
        False,
        findings.emptied_actual,
    ),
    (
        "unknown-actual",
        "値が空欄の実績値",
        "報告書には「記載なし」と載ります。",
        False,
        findings.unknown_actual,
    ),
    (
        "not-reported",
        "報告のない取組",
        "報告書には「未報告」と載り、割合には入りません。",
        False,
        findings.not_reported,
    ),
    (
        "no-grade",
        "評価のついていない取組",
        "報告書には「評価していません」と載り、割合には入りません。",
        False,
        findings.no_grade,
    ),
    (
        "contradiction",
        "食い違う回答",
        "このままでも公開できますが、読む人が迷います。",
        False,
        findings.contradictory,
    ),
    (
        "not-judged",
        "外部評価のない取組",
        "報告書には、外部評価がないことが載ります。",
        False,
        findings.not_judged_by_committee,
    ),
    (
        "no-opinion",
        "意見のない評価",
        "区分だけが載り、なぜそう評価したのかは載りません。",
        False,
        findings.evaluation_without_opinion,
    ),
    (
        "unfinished",
        "書き終えていない評価",
        "書き終えた印のない評価は、報告書に載りません。",
        False,
        findings.unfinished_evaluation,
    ),
    (
        "outdated",
        "評価のあとで書き直された回答",
        "評価は、書き直す前の回答に対するものです。",
        False,
        findings.outdated_evaluation,
    ),
    (
        "no-reply",
        "市の対応がない意見",
        "意見だけが載ります。市の対応をあとから足すには、正誤の版を出します。",
        False,
        findings.no_reply,
    ),
    (
        "ended",
        "終えた取組の、理由か引き継ぎ先がない",
        "取組の「終えた理由」「引き継いだ取組」に書くと、報告書に載ります。",
        False,
        findings.ended_without_reason,
    ),
    ("not-over", "年度の途中", "年度が終わる前の報告です。", False, findings.year_not_over),
    (
        "no-contact",
        "お問い合わせ先がない",
        "報告書には「代表窓口」と載ります。計画の担当部署と、その連絡先を入れると載ります。",
        False,
        findings.no_contact,
    ),
    (
        "no-licence",
        "利用の条件が決まっていない",
        "市区町村の「年次報告書の利用条件」を選ぶと載ります(管理者が変えられます)。",
        False,
        findings.no_licence,
    ),
    ("no-last-year", "前年度の実績がない", "前年度との比べは載りません。", False, findings.no_last_year),
    (
        "glyphs",
        "PDFの書体にない文字",
        "PDFでは「〓」になり、PDFの終わりに一覧が載ります。ページとほかのファイルには、そのまま載ります。",
        False,
        findings.not_in_the_fonts,
    ),
)
