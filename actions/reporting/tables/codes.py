"""The code table of a report: every code that stands in another sheet, its word and what it means."""

from kyodo_portal.japanese.fiscal_years import era_year
from plans.models import Grade, IndicatorFigure

from ...data_files.columns import FLAG
from ...models import Evaluation, YearlyStatus
from ..gathering import KIND_LABELS
from ..parts.cards import MOVEMENTS
from .columns import COUNT_SHEET, EVALUATION_SHEET, FIGURE_SHEET, FIGURES, ITEM_SHEET, ITEMS

Status, NextStep, Kind = YearlyStatus.Status, YearlyStatus.NextStep, IndicatorFigure.Kind
WHOLE, POLICY, DEPARTMENT, ACTOR, LAST_YEAR, NOT_JUDGED = (
    "全体",
    "方針",
    "部署",
    "主体",
    "前年度",
    "評価に入れない",
)
GROUPS = {
    WHOLE: "この年度の取組のすべて。",
    POLICY: "取組の主な場所の、いちばん上の段の方針ごと。再掲は数えません。",
    DEPARTMENT: "担当した部署ごと。回答のない取組は、計画に印字された最初の部署に入れます。",
    ACTOR: "主体ごと。主体が二つある取組は、どちらにも数えます。",
    LAST_YEAR: "前の年度の取組のすべて。前の年度の尺度で数えます。",
    NOT_JUDGED: "割合に入れない取組の数。理由ごと。",
}
STATUSES = {
    Status.NOT_REPORTED: "この年度の報告がない。割合に入れません。",
    Status.NOT_STARTED: "まだ取りかかっていない。",
    Status.IN_PROGRESS: "取り組んでいる。",
    Status.COMPLETED: "取り組み終えた。",
    Status.CANCELLED: "取りやめた。割合に入れません。",
    Status.NOT_APPLICABLE: "この年度は評価する対象でない。割合に入れません。",
    Status.NOT_ASSESSABLE: "評価することが難しい。割合に入れません。",
}
NEXT_STEPS = {
    NextStep.CONTINUE: "同じように続ける。",
    NextStep.EXPAND: "広げる。",
    NextStep.IMPROVE: "やり方を改める。",
    NextStep.REDUCE: "小さくする。",
    NextStep.MERGE: "ほかの取組と一つにする。",
    NextStep.COMPLETE: "終えたので、これで終わりにする。",
    NextStep.ABOLISH: "やめる。",
}
STAGES = {
    Evaluation.Stage.INTERNAL: "計画を進める事務局が評価したもの。",
    Evaluation.Stage.MUTUAL: "いっしょに取り組んだ団体などの見方。",
    Evaluation.Stage.EXTERNAL: "委員会などが評価し、意見を書いたもの。",
}
COUNTS_AS = {
    Grade.CountsAs.ACHIEVED: "達成に数える評価。",
    Grade.CountsAs.UNDER_WAY: "進行中に数える評価。",
    Grade.CountsAs.BEHIND: "遅れに数える評価。",
    Grade.CountsAs.NOT_JUDGED: "割合に入れない評価。",
}
FIGURE_KINDS = {
    Kind.BASELINE: "計画を作ったときの値。",
    Kind.HISTORY: "計画に印字された、それより前の年度の値。",
    Kind.TARGET: "目ざす値。",
    Kind.ACTUAL: "その年度の実際の値。",
}
MOVED = "同じ尺度なら評価の記号で、尺度が変わったときは評価の数え方で比べます。"
CHANGES = {
    "new": "この年度に始まった取組。",
    "finished": "この年度で完了した取組。",
    "dropped": "この年度で中止、統合または廃止した取組。",
}


def code_rows(document):
    """One row a code of a column; grades have the year of their scale, for an old year keeps its old scale."""
    for sheet, column, codes in _coded(document):
        for code, word, meaning, fiscal_year, counts_as in codes:
            yield {
                "シート": sheet,
                "列": column,
                "コード": code,
                "年度": fiscal_year,
                "年度(和暦)": fiscal_year and era_year(fiscal_year),
                "言葉": word,
                "意味": meaning,
                "数え方": counts_as,
            }


def _coded(document):
    """(sheet, column, [(code, word, meaning, fiscal year, counts as)])."""
    now, before = _grades(document), _grades_before(document)
    counts_as = _chosen(COUNTS_AS)
    yield from _flags(ITEM_SHEET, ITEMS)
    yield ITEM_SHEET, "状況", _chosen(STATUSES)
    yield ITEM_SHEET, "評価", now
    yield ITEM_SHEET, "評価の数え方", counts_as
    yield ITEM_SHEET, "今後の方向", _chosen(NEXT_STEPS)
    yield ITEM_SHEET, "内部評価", now
    yield ITEM_SHEET, "外部評価", now
    yield ITEM_SHEET, "前年度の状況", _chosen(STATUSES)
    yield ITEM_SHEET, "前年度の評価", before
    yield ITEM_SHEET, "前年度との比べ", [(code, word, MOVED, None, None) for code, word in MOVEMENTS.items()]
    changes = [(code, KIND_LABELS[code], meaning, None, None) for code, meaning in CHANGES.items()]
    yield ITEM_SHEET, "変化", changes
    yield EVALUATION_SHEET, "自己評価", now
    yield EVALUATION_SHEET, "段階", _chosen(STAGES)
    yield EVALUATION_SHEET, "評価", now
    yield COUNT_SHEET, "区分の種類", [(word, word, meaning, None, None) for word, meaning in GROUPS.items()]
    yield COUNT_SHEET, "評価の記号", now + before
    yield COUNT_SHEET, "評価の数え方", counts_as
    yield FIGURE_SHEET, "種類", _chosen(FIGURE_KINDS)
    yield from _flags(FIGURE_SHEET, FIGURES)


def _chosen(meanings):
    return [(choice.value, str(choice.label), meaning, None, None) for choice, meaning in meanings.items()]


def _flags(sheet, columns):
    for column in columns:
        if column.kind == FLAG:
            yield sheet, column.name, [(code, word, column.meaning, None, None) for code, word in FLAG_WORDS]


FLAG_WORDS = (("0", "いいえ"), ("1", "はい"))


def _grades(document):
    scale = document["scale"]
    return _of_scale(scale["grades"], document["fiscal_year"]) if scale else []


def _grades_before(document):
    last_year = document["last_year"]
    return _of_scale(last_year["grades"], last_year["fiscal_year"]) if last_year else []


def _of_scale(grades, fiscal_year):
    return [
        (
            grade["code"],
            grade["label"],
            grade.get("meaning"),
            fiscal_year,
            str(Grade.CountsAs(grade["counts_as"]).label),
        )
        for grade in grades
    ]
