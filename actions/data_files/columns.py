"""What every CSV column is called and means. The page that explains the files is made from this too.

Files say it in Japanese, as it stands here; the page says it in its reader's language.
"""

from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from plans.models import IndicatorFigure

from ..models import ActionItem, Evaluation, ItemDepartment, YearlyStatus


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column; `kind` says how to read a value; `numbered` columns repeat as 名称1, 名称2 …,
    at least so many times that the files of most plans have the same head and can be joined."""

    name: str
    kind: str
    meaning: str
    numbered: int = 0

    @property
    def kind_for_reader(self):
        return gettext(self.kind)

    @property
    def meaning_for_reader(self):
        return gettext(self.meaning)


def _listed(choices):
    """In English a word may be its own meaning."""
    return gettext("、").join(value if value == label else f"{value}={label}" for value, label in choices)


_choices = lazy(_listed, str)

FLAG = _("0か1")
TEXT = _("文字")
CODE = _("文字(番号)")
INTEGER = _("整数")
NUMBER = _("数")
YEAR = _("整数(西暦の年度)")

OPENING = [
    Column(
        "全国地方公共団体コード",
        CODE,
        _("検査数字を含む6桁。先頭の0を落とさないよう、文字として読んでください。"),
    ),
    Column("ID", CODE, _("行の番号。ファイルの中で重なりません。")),
    Column("地方公共団体名", TEXT, _("市区町村の名称。実在しない見本の市には「(架空の見本)」が付きます。")),
    Column("計画ID", CODE, _("計画の番号(アドレスの言葉)。")),
    Column("計画名", TEXT, _("計画の名称。")),
]
ITEM_KEY = [
    Column("取組コード", CODE, _("計画の中での取組の番号。再掲されても一つです。")),
    Column("取組名", TEXT, _("計画に印字された名称。")),
]
ITEMS = [
    *OPENING,
    *ITEM_KEY,
    Column(
        "印字番号",
        INTEGER,
        _("計画に印字された番号を数にしたもの(①は1)。印字のままの形は data.json にあります。"),
    ),
    Column("上位方針コード", CODE, _("方針が2段の計画で、主な場所の上の段の方針。1段の計画では空欄。")),
    Column("上位方針名", TEXT, _("同じく上の段の方針の名称。")),
    Column("方針コード", CODE, _("主な場所の方針。方針が2段の計画では下の段。置き場所のない取組は空欄。")),
    Column("方針名", TEXT, _("同じく方針の名称。")),
    Column("施策コード", CODE, _("主な場所の施策。")),
    Column("施策名", TEXT, _("同じく施策の名称。")),
    Column("置き場所の種類", TEXT, _("main=計画に印字された場所、derived=内容から対応づけた場所。")),
    Column("再掲位置", CODE, _("再掲されている位置。"), numbered=7),
    Column("市民", FLAG, _("主体が市民なら1。主体の記載がない計画では空欄。")),
    Column("市", FLAG, _("主体が市なら1。主体の記載がない計画では空欄。")),
    Column("協働", FLAG, _("主体が協働なら1。主体の記載がない計画では空欄。")),
    Column("担当部署", TEXT, _("計画に印字された部署。印字の順。"), numbered=7),
    Column("主管部署", TEXT, _("主管の部署。計画に主管・関係の区別の印字がないときは空欄。")),
    Column("実施主体", TEXT, _("計画に印字された実施主体。印字の順。"), numbered=7),
    Column("対象", TEXT, _("計画に印字された対象。印字の順。"), numbered=7),
    Column("対象その他の内訳", TEXT, _("対象が「その他」のときの印字。")),
    Column("段階", INTEGER, _("段階で示す計画での段階の順番。")),
    Column("時期", TEXT, _("年次計画の欄のほかに印字された時期(随時など)。")),
    Column("付記", TEXT, _("取組に付いた印字。"), numbered=3),
    Column("目的の要約", TEXT, _("計画の文を短く書き直したもの。")),
    Column("現状と課題の要約", TEXT, _("同上。")),
    Column("推進内容の要約", TEXT, _("同上。")),
    Column("完了の目安の要約", TEXT, _("同上。")),
    Column("読み取りの確かさ", TEXT, _choices(ActionItem.Confidence.choices)),
    Column("読み取りの注記", TEXT, _("資料の読み方についての注記。")),
]
SCHEDULE = [
    *OPENING,
    *ITEM_KEY,
    Column("年度", YEAR, _("2009は平成21年度。段階で示す計画では空欄。")),
    Column("段階", INTEGER, _("段階の順番。年度で示す計画では空欄。")),
    Column("小列", INTEGER, _("一つの年度が分かれているとき、左から何番目か。")),
    Column("印字", TEXT, _("欄に印字されたもの(→ も印字のまま)。段階の計画で印字がないときは空欄。")),
    Column("予定の内容", TEXT, _("印字が示す段階の言葉。意味の記載がないときは空欄。"), numbered=3),
    Column("前の段階が続く", FLAG, _("「→」なら1。")),
    Column("年度が不確か", FLAG, _("隣の年度の印字かもしれないとき1。")),
    Column("印字の場所", CODE, _("再掲の行に印字されているとき、その位置。")),
]
INDICATORS = [
    *OPENING,
    Column("指標コード", CODE, _("計画の中での指標の番号。")),
    Column("印字番号", INTEGER, _("計画に印字された番号を数にしたもの。")),
    Column("指標名", TEXT, _("指標の名称。")),
    Column("方針コード", CODE, _("特定の方針の指標のとき、その方針。")),
    Column("年度", YEAR, _("2009は平成21年度。")),
    Column("種類", TEXT, _choices(IndicatorFigure.Kind.choices)),
    Column("値", NUMBER, _("単位を付けない数。分からないときは空欄(0ではありません)。")),
    Column("単位", TEXT, _("値の単位。")),
    Column("累計", FLAG, _("累計と印字されていれば1、累計でないと分かっていれば0、記載がなければ空欄。")),
    Column("およその値", FLAG, _("「約」と印字されていれば1。")),
    Column("注記", TEXT, _("出典と読み取りの注記。")),
]
PROGRESS = [
    *OPENING,
    *ITEM_KEY,
    Column("年度", YEAR, _("実績の年度。公開された年度だけを載せます。")),
    Column("状況", TEXT, _choices(YearlyStatus.Status.choices)),
    Column("取り組んだこと", TEXT, _("その年度に実際にしたこと。")),
    Column("評価", CODE, _("担当課の自己評価の記号。")),
    Column("評価の言葉", TEXT, _("評価の言葉。")),
    Column("評価の理由", TEXT, _("評価の理由。")),
    Column("課題", TEXT, _("残った課題。")),
    Column("今後の方向", TEXT, _choices(YearlyStatus.NextStep.choices)),
    Column("次年度の取組", TEXT, _("次の年度にすること。")),
    Column("内部評価", CODE, _("事務局の評価の記号。していなければ空欄。")),
    Column("外部評価", CODE, _("委員会などの評価の記号。「評価」(担当課)と並べて読めます。")),
    Column("外部評価の意見", TEXT, _("委員会などの意見。")),
    Column("市の対応", TEXT, _("外部評価の意見に、市がどう応えるか。")),
    Column("担当した部署", TEXT, _("その年度に主管だった部署。その年度の名称。")),
]
EVALUATIONS = [
    *OPENING,
    *ITEM_KEY,
    Column("年度", YEAR, _("実績の年度。公開された年度だけを載せます。")),
    Column("自己評価", CODE, _("担当課の評価の記号。")),
    Column("段階", TEXT, _choices(Evaluation.Stage.choices)),
    Column("協働の相手", TEXT, _("相互評価のとき、だれの評価か。")),
    Column("評価", CODE, _("評価の記号。意見だけのときは空欄。")),
    Column("評価の言葉", TEXT, _("評価の言葉。")),
    Column("意見", TEXT, _("評価の理由や、次に向けた意見。")),
    Column("市の対応", TEXT, _("意見に、市がどう応えるか。")),
]
ROLE_LEAD = ItemDepartment.Role.LEAD
