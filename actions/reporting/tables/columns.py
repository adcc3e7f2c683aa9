"""What the columns of report.xlsx and report.csv are called and mean; the sheet 列の説明 and the guide say it too."""

from django.utils.translation import gettext_noop as _

from plans.models import Actor

from ...data_files import columns
from ...data_files.columns import CODE, FLAG, INTEGER, NUMBER, TEXT, YEAR, Column

CODED = _("文字(コード)")
ERA = _("文字(和暦の年度)")
MIXED = _("文字、整数、日付、日時")
ITEM_SHEET = "取組の実績"
EVALUATION_SHEET = "評価"
COUNT_SHEET = "集計"
FIGURE_SHEET = "指標"
CORRECTION_SHEET = "正誤"
CODE_SHEET = "コード表"
COLUMN_SHEET = "列の説明"
ABOUT_SHEET = "この報告書"


def _known(table, *names):
    """Columns that say the same as in the data files of the plan."""
    by_name = {column.name: column for column in table}
    return [by_name[name] for name in names]


PRINTED_NUMBER = Column(
    "印字番号",
    INTEGER,
    _("計画に印字された番号を数にしたもの(①は1)。印字のままの形は report.json にあります。"),
)
VALUE_YEAR = [
    Column("値の年度", YEAR, _("その行の値がどの年度のものか。")),
    Column("値の年度(和暦)", ERA, _("同じ年度を和暦で表したもの。")),
]
OPENING = [
    *columns.OPENING,
    Column("年度", YEAR, _("この報告書の対象の年度。2009は平成21年度。")),
    Column("年度(和暦)", ERA, _("同じ年度を和暦で表したもの。")),
    Column("版", INTEGER, _("この報告書の版。1は最初の版、2からは正誤の版。公開前の下見では空欄。")),
]
ITEMS = [
    *OPENING,
    *columns.ITEM_KEY,
    PRINTED_NUMBER,
    *_known(
        columns.ITEMS,
        *("上位方針コード", "上位方針名", "方針コード", "方針名", "施策コード", "施策名"),
        *(str(actor.label) for actor in Actor),
    ),
    *_known(columns.PROGRESS, "担当した部署"),
    Column("印字された部署", TEXT, _("計画に印字された部署。印字の順。"), numbered=7),
    *_known(columns.ITEMS, "推進内容の要約"),
    Column(
        "予定の印字",
        TEXT,
        _(
            "計画の年次計画で、この年度の欄に印字されたもの(→ も印字のまま)。"
            "一つの年度が小列に分かれているときは、左から何番目の小列かが列の番号です。"
        ),
        numbered=1,
    ),
    Column("予定の内容", TEXT, _("同じ欄の印字が示す言葉。意味の記載がないときは空欄。"), numbered=1),
    Column("状況", CODED, _("この年度の状況。コードの意味は「コード表」にあります。")),
    Column("状況の言葉", TEXT, _("状況の言葉。")),
    *_known(columns.PROGRESS, "取り組んだこと", "評価", "評価の言葉"),
    Column(
        "評価の数え方",
        CODED,
        _("その評価を、達成・進行中・遅れのどれに数えるか。コードの意味は「コード表」にあります。"),
    ),
    Column("割合に入る", FLAG, _("割合を出すときに数えた取組なら1。未報告、中止、対象外、評価困難などは0。")),
    *_known(columns.PROGRESS, "評価の理由", "課題"),
    Column("今後の方向", CODED, _("次の年度にどうするか。コードの意味は「コード表」にあります。")),
    Column("今後の方向の言葉", TEXT, _("今後の方向の言葉。")),
    *_known(columns.PROGRESS, "次年度の取組", "内部評価"),
    Column("内部評価の意見", TEXT, _("事務局の意見。")),
    *_known(columns.PROGRESS, "外部評価", "外部評価の意見", "市の対応"),
    Column(
        "前年度の状況",
        CODED,
        _("前の年度の状況。前の年度の公開された実績がなければ空欄。コードの意味は「コード表」にあります。"),
    ),
    Column("前年度の評価", CODE, _("前の年度の自己評価の記号。前の年度の尺度によります。")),
    Column("前年度の評価の言葉", TEXT, _("前の年度の評価の言葉。")),
    Column(
        "前年度との比べ",
        CODED,
        _("どちらかの年度に評価がなければ空欄。コードの意味は「コード表」にあります。"),
    ),
    Column(
        "変化",
        CODED,
        _("この年度に始まったか、終わったか。どちらでもなければ空欄。コードの意味は「コード表」にあります。"),
    ),
    Column("変化の理由", TEXT, _("完了や中止・統合・廃止の理由。")),
    Column("引き継いだ取組コード", CODE, _("終わった取組を引き継いだ取組。")),
    Column("引き継いだ取組名", TEXT, _("同じく取組の名称。")),
]
EVALUATIONS = [
    *OPENING,
    *columns.ITEM_KEY,
    *_known(columns.EVALUATIONS, "自己評価"),
    Column("段階", CODED, _("だれの評価か。コードの意味は「コード表」にあります。")),
    Column("段階の言葉", TEXT, _("段階の言葉。")),
    *_known(columns.EVALUATIONS, "協働の相手", "評価", "評価の言葉", "意見", "市の対応"),
]
COUNTS = [
    *OPENING,
    Column("区分の種類", CODED, _("何ごとに数えたか。コードの意味は「コード表」にあります。")),
    Column("方針コード", CODE, _("区分の種類が方針のとき、いちばん上の段の方針。ほかでは空欄。")),
    Column("区分", TEXT, _("数えた取組のまとまりの名前。")),
    *VALUE_YEAR,
    Column("評価の記号", CODE, _("評価の記号。評価に入れない取組の行では空欄。")),
    Column("評価の言葉", TEXT, _("評価の言葉。評価に入れない取組の行では空欄。")),
    Column(
        "評価の数え方",
        CODED,
        _("その評価を、達成・進行中・遅れのどれに数えるか。コードの意味は「コード表」にあります。"),
    ),
    Column("件数", INTEGER, _("取組の数。0は「ない」ことを表します。")),
    Column(
        "割合(%)",
        NUMBER,
        _(
            "評価した件数に占める割合。単位は%。小数第2位を四捨五入しているため、合計が100にならないことがあります。"
        ),
    ),
    Column("評価した件数", INTEGER, _("割合の分母。区分の中で、評価した取組の数。")),
    Column("取組の数", INTEGER, _("区分の中の取組の数。評価していない取組も入ります。")),
]
FIGURES = [
    *OPENING,
    *_known(columns.INDICATORS, "指標コード"),
    PRINTED_NUMBER,
    *_known(columns.INDICATORS, "指標名", "方針コード"),
    *VALUE_YEAR,
    Column("種類", CODED, _("何の値か。コードの意味は「コード表」にあります。")),
    Column("種類の言葉", TEXT, _("種類の言葉。")),
    *_known(columns.INDICATORS, "値", "単位", "累計", "およその値"),
]
CORRECTIONS = [
    *OPENING,
    Column("直した版", INTEGER, _("どの版を直したか。")),
    Column("場所", TEXT, _("直したところ(取組、指標、集計など)。")),
    Column("欄", TEXT, _("直した欄。")),
    Column("前", TEXT, _("直す前の内容。空欄は、書かれていなかったことを表します。")),
    Column("後", TEXT, _("直した後の内容。空欄は、なくなったことを表します。")),
]
CODES = [
    Column("シート", TEXT, _("コードが出てくるシート。")),
    Column("列", TEXT, _("コードが出てくる列。")),
    Column("コード", CODE, _("セルに書かれるもの。0と1も、ここでは文字です。")),
    Column("年度", YEAR, _("評価の記号のとき、その尺度で評価した年度。ほかでは空欄。")),
    Column("年度(和暦)", ERA, _("同じ年度を和暦で表したもの。")),
    Column("言葉", TEXT, _("コードを言葉で表したもの。")),
    Column("意味", TEXT, _("コードの意味。前の年度の尺度では、空欄のことがあります。")),
    Column(
        "数え方",
        TEXT,
        _("評価の記号のとき、達成、進行中、遅れ、判定しないのどれに数えるか。"),
    ),
]
COLUMNS = [
    Column("シート", TEXT, _("列のあるシート。")),
    Column(
        "列の名前", TEXT, _("1行目の名前。シートの中で重なりません。並びは、シートの中の並びと同じです。")
    ),
    Column("値", TEXT, _("セルに書かれる値の種類。")),
    Column("意味", TEXT, _("列の意味。")),
]
ABOUT = [
    Column("項目", TEXT, _("項目の名前。")),
    Column("値", MIXED, _("項目の内容。空欄は、記載がないことを表します。")),
]
