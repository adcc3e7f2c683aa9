"""The first section: how many, how many reported, and the shares, this year beside last year."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from kyodo_portal.japanese.fiscal_years import era_year
from kyodo_portal.japanese.wording import joined, mixed
from plans.models import Grade

from ...models import YearlyStatus
from ...querysets import NOT_JUDGED
from ..overview import NO_ACTOR, NO_DEPARTMENT, NO_GRADE, NOWHERE
from ..share_chart import share_chart
from .blocks import (
    Section,
    chart,
    counted,
    facts,
    heading,
    item_heading,
    named,
    note,
    of_all,
    percent_of,
    table,
    text,
    word_of,
    year_label,
)

# What a frozen overview calls what has no name: words of ours without a code beside them.
OUR_NAMES = {NOWHERE, NO_DEPARTMENT, NO_ACTOR}
# The groups by actor are named by the labels of Actor, as an edition froze them.
ACTORS = {gettext_noop("市民"), gettext_noop("市"), gettext_noop("協働")}


def foreword_section(document):
    """The year in the city's own words; empty where nobody has written any."""
    summary = document["texts"]["summary"]
    return Section("foreword", _("この年度のまとめ"), [text(summary)] if summary else [])


def overview_section(document):
    overview, plan = document["overview"], document["plan"]
    section = Section("overview", _("概要"), [text(in_one_breath(document)), facts(_key_figures(document))])
    if not overview["judged"]:
        section.blocks.append(note(_("評価した取組がないため、割合はありません。")))
        return section
    if not document["scale"]:  # only in a preview: a year without a scale is not published
        section.blocks.append(note(_("この年度の評価の尺度がないため、割合はありません。")))
        return section
    section.blocks += [heading(3, "whole", _("全体")), *_whole(document)]
    section.blocks += _by_policy(document)
    section.blocks += _by_department(overview["by_department"])
    section.blocks += _by_actor(overview["by_actor"], plan["actor_notice"] or "")
    if document["last_year"]:
        section.blocks.append(
            note(
                _(
                    "「達成」は、達成に数える評価の取組です(区分の数え方は「評価のしかた」にあります)。"
                    "「前年度の達成」は、同じ取組の前年度の評価です。前年度に評価していない取組は入っていません。"
                )
            )
        )
    section.blocks.append(
        note(
            _(
                "割合は、評価した取組のうちの割合です。"
                "小数第2位を四捨五入しているため、合計が100%にならないことがあります。"
            )
        )
    )
    if overview["whole"]["counted"] < overview["whole"]["total"]:
        section.blocks.append(note(_("評価していない取組は、割合に入れていません。0とも数えていません。")))
    return section


def _key_figures(document):
    overview, kinds = document["overview"], _not_judged_kinds(document)
    rows = [
        [item_heading(document), counted(overview["items"])],
        [_("報告があった"), of_all(overview["reported"], overview["items"])],
        [_("評価した"), of_all(overview["judged"], overview["items"])],
        *(
            [
                mixed(_("評価に入れない: %(kind)s"), kind=kinds.get(row["label"], row["label"])),
                counted(row["count"]),
            ]
            for row in overview["not_judged"]
        ),
    ]
    if document["last_year"]:
        rows.append([_("前年度より評価が上がった"), counted(len(overview["improved"]))])
        rows.append([_("前年度より評価が下がった"), counted(len(overview["fell_back"]))])
    return rows


def _not_judged_kinds(document):
    """Frozen label -> how it is said, of what has a code; the city's own grades stay as they are."""
    unjudged = (item for item in document["items"] if item["status"] in NOT_JUDGED)
    statuses = {item["status_label"]: word_of(YearlyStatus.Status, item, "status") for item in unjudged}
    return statuses | {NO_GRADE: _(NO_GRADE)}


def _by_policy(document):
    label = document["plan"]["level_labels"]["policy"]
    groups = named_by_us(document["overview"]["by_policy"])
    if not groups:
        return []
    year = era_year(document["fiscal_year"])
    picture = chart(
        "by-policy-chart",
        _("%(policy)sごとの評価の割合(%(year)s)") % {"policy": label, "year": year},
        alt_of(groups),
        share_chart("by-policy-chart", groups, document["scale"]["grades"]),
    )
    return [
        heading(3, "by-policy", _("%(policy)sごと") % {"policy": label}),
        picture,
        _group_table("by-policy-table", _("%(policy)sごとの評価") % {"policy": label}, groups),
    ]


def _by_department(groups):
    if not groups:
        return []
    remark = _(
        "部署の名称は、その年度のものです。回答のない取組は、計画に印字された最初の部署に入れています。"
    )
    return [
        heading(3, "by-department", _("担当した部署ごと")),
        _group_table("by-department-table", _("担当した部署ごとの評価"), named_by_us(groups)),
        note(remark),
    ]


def _by_actor(groups, notice):
    if not groups:
        return []
    groups = named_by_us(groups, OUR_NAMES | ACTORS)
    remark = mixed(_("主体が二つある取組は、どちらにも数えています。%(notice)s"), notice=notice)
    return [
        heading(3, "by-actor", _("主体ごと")),
        _group_table("by-actor-table", _("主体ごとの評価"), groups),
        note(remark),
    ]


def named_by_us(groups, ours=OUR_NAMES):
    """The groups of an overview with our own names for what has none in the page's language."""
    return [group | {"name": _(group["name"])} if group["name"] in ours else group for group in groups]


def in_one_breath(document):
    """The sentence that says the whole year."""
    overview, whole = document["overview"], document["overview"]["whole"]
    numbers = {"year": year_label(document)} | {key: overview[key] for key in ("items", "reported", "judged")}
    best = [
        mixed(
            _("「%(grade)s」%(count)s(%(percent)s)"),
            grade=row["label"],
            count=counted(row["count"]),
            percent=percent_of(row),
        )
        for row in whole["rows"]
        if row["count"]
    ]
    if not best:
        return (
            _("%(year)sは、%(items)s件のうち%(reported)s件で報告があり、%(judged)s件を評価しました。")
            % numbers
        )
    said = _(
        "%(year)sは、%(items)s件のうち%(reported)s件で報告があり、%(judged)s件を評価しました。"
        "評価の内訳は、%(grades)sです。"
    )
    return mixed(said, grades=joined(_("、"), best), **numbers)


def _cell(row):
    if not row["count"]:
        return _("0件")
    return _("%(n)s件(%(percent)s)") % {"n": row["count"], "percent": percent_of(row)}


def alt_of(groups):
    """A chart of shares in words; the groups are those of an overview, with names."""
    said = []
    for group in groups:
        grades = [
            mixed("%(grade)s %(count)s", grade=named(row), count=counted(row["count"]))
            for row in group["rows"]
            if row["count"]
        ]
        said.append(
            mixed(
                _("%(name)s: %(whole)s件中%(n)s件を評価、%(grades)s"),
                name=group["name"],
                whole=group["total"],
                n=group["counted"],
                grades=joined(_("、"), grades),
            )
        )
    return joined(pgettext("between", "。"), said)


def _whole(document):
    """This year beside last year: by grade where both were judged by one scale, else by what the grades count as."""
    overview, last_year, year = document["overview"], document["last_year"], document["fiscal_year"]
    grades = document["scale"]["grades"]
    whole, before = overview["whole"], overview["last_year"]
    this_name = era_year(year)
    shown = [{**whole, "name": this_name}]
    if before and last_year["same_scale"]:
        shown.append({**before, "name": era_year(last_year["fiscal_year"])})
    blocks = [
        chart(
            "whole-chart",
            _("評価の割合(前年度と並べて)") if len(shown) > 1 else _("評価の割合"),
            alt_of(shown),
            share_chart("whole-chart", shown, grades),
        ),
        _side_by_side("whole-table", _("評価ごとの取組の数と割合"), shown),
    ]
    if before and not last_year["same_scale"]:
        said = _(
            "評価の尺度が前年度(「%(scale)s」)から変わりました。"
            "前年度とは、達成・進行中・遅れのどれに数えるかで比べます。"
        )
        blocks.append(note(mixed(said, scale=last_year["scale_name"])))
        old_name = era_year(last_year["fiscal_year"])
        outcomes = [
            {**whole, "name": this_name, "rows": _outcomes(overview["outcomes"]["this_year"])},
            {**before, "name": old_name, "rows": _outcomes(overview["outcomes"]["last_year"])},
        ]
        caption = _("達成・進行中・遅れで見た、前年度との比べ")
        blocks.append(_side_by_side("outcomes-table", caption, outcomes, coded=False))
        caption = _("%(year)sの評価(そのときの尺度)") % {"year": old_name}
        blocks.append(_side_by_side("last-year-table", caption, [{**before, "name": old_name}]))
    if not before:
        blocks.append(note(_("前年度の公開された実績がないため、前年度との比べはありません。")))
    return blocks


def _outcomes(group):
    return [
        row | {"label": word_of(Grade.CountsAs, {"code": row["code"], "code_label": row["label"]}, "code")}
        for row in group["rows"]
    ]


def _side_by_side(key, caption, groups, *, coded=True):
    """One row a grade, two columns a year."""
    head = [pgettext("grade", "評価")]
    for group in groups:
        year = {"year": group["name"]}
        head += [_("%(year)s 件数") % year, _("%(year)s 割合") % year]
    rows = []
    for index, row in enumerate(groups[0]["rows"]):
        cells = [named(row) if coded else row["label"]]
        for group in groups:
            cells += [str(group["rows"][index]["count"]), percent_of(group["rows"][index])]
        rows.append(cells)
    total = [_("評価した取組の数")]
    for group in groups:
        total += [of_all(group["counted"], group["total"]), "100.0%" if group["counted"] else "―"]
    rows.append(total)
    widths = [3] + [2] * (len(head) - 1)
    return table(key, caption, head, rows, numbers=range(1, len(head)), widths=widths)


def _group_table(key, caption, groups):
    """One row a group; with what counts as 達成 beside the year before, where there is one to compare with."""
    compares = any(group["achieved_before"] for group in groups)
    head = [pgettext("group", "区分"), _("取組"), _("評価した"), *(named(row) for row in groups[0]["rows"])]
    head += [_("達成"), _("前年度の達成")] if compares else []
    rows = [
        [
            group["name"],
            str(group["total"]),
            of_all(group["counted"], group["total"]),
            *(_cell(row) for row in group["rows"]),
            *([_achieved(group["achieved"]), _achieved(group["achieved_before"])] if compares else []),
        ]
        for group in groups
    ]
    widths = [3.2, 1.1, 1.9] + [1.8] * (len(head) - 3)
    return table(key, caption, head, rows, numbers=range(1, len(head)), widths=widths)


def _achieved(share):
    """How many of the judged count as 達成, so that two years of two scales can be compared."""
    if not share or not share["counted"]:
        return "―"
    numbers = {"whole": share["counted"], "n": share["count"], "percent": percent_of(share)}
    return _("%(whole)s件中%(n)s件(%(percent)s)") % numbers
