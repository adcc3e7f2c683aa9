"""The first section: how many, how many reported, and the shares, this year beside last year."""

from kyodo_portal.japanese.fiscal_years import era_year

from ..share_chart import share_chart
from .blocks import Section, chart, facts, heading, named, note, percent_of, table, text

PERCENTAGES = "割合は、評価した取組のうちの割合です。小数第2位を四捨五入しているため、合計が100%にならないことがあります。"

ACHIEVED = (
    "「達成」は、達成に数える評価の取組です(区分の数え方は「評価のしかた」にあります)。"
    "「前年度の達成」は、同じ取組の前年度の評価です。前年度に評価していない取組は入っていません。"
)


def foreword_section(document):
    """The year in the city's own words; empty where nobody has written any."""
    summary = document["texts"]["summary"]
    return Section("foreword", "この年度のまとめ", [text(summary)] if summary else [])


def overview_section(document):
    overview, plan = document["overview"], document["plan"]
    section = Section("overview", "概要", [text(_in_one_breath(document)), facts(_key_figures(document))])
    if not overview["judged"]:
        section.blocks.append(note("評価した取組がないため、割合はありません。"))
        return section
    if not document["scale"]:  # only in a preview: a year without a scale is not published
        section.blocks.append(note("この年度の評価の尺度がないため、割合はありません。"))
        return section
    section.blocks += [heading(3, "whole", "全体"), *_whole(document)]
    section.blocks += _by_policy(document)
    section.blocks += _grouped(
        "by-department",
        "担当した部署ごと",
        overview["by_department"],
        "部署の名称は、その年度のものです。回答のない取組は、計画に印字された最初の部署に入れています。",
    )
    section.blocks += _grouped(
        "by-actor",
        "主体ごと",
        overview["by_actor"],
        f"主体が二つある取組は、どちらにも数えています。{plan['actor_notice'] or ''}",
    )
    if document["last_year"]:
        section.blocks.append(note(ACHIEVED))
    section.blocks.append(note(PERCENTAGES))
    if overview["whole"]["counted"] < overview["whole"]["total"]:
        section.blocks.append(note("評価していない取組は、割合に入れていません。0とも数えていません。"))
    return section


def _key_figures(document):
    overview = document["overview"]
    rows = [
        [document["plan"]["item_word"], f"{overview['items']}件"],
        ["報告があった", f"{overview['items']}件中{overview['reported']}件"],
        ["評価した", f"{overview['items']}件中{overview['judged']}件"],
        *([f"評価に入れない: {row['label']}", f"{row['count']}件"] for row in overview["not_judged"]),
    ]
    if document["last_year"]:
        rows.append(["前年度より評価が上がった", f"{len(overview['improved'])}件"])
        rows.append(["前年度より評価が下がった", f"{len(overview['fell_back'])}件"])
    return rows


def _by_policy(document):
    title = f"{document['plan']['level_labels']['policy']}ごと"
    groups = document["overview"]["by_policy"]
    if not groups:
        return []
    picture = chart(
        "by-policy-chart",
        f"{title}の評価の割合({era_year(document['fiscal_year'])})",
        _alt(groups),
        share_chart("by-policy-chart", groups, document["scale"]["grades"]),
    )
    return [
        heading(3, "by-policy", title),
        picture,
        _group_table("by-policy-table", f"{title}の評価", groups),
    ]


def _grouped(key, title, groups, remark):
    if not groups:
        return []
    return [heading(3, key, title), _group_table(f"{key}-table", f"{title}の評価", groups), note(remark)]


def _in_one_breath(document):
    overview, whole = document["overview"], document["overview"]["whole"]
    sentence = (
        f"{document['fiscal_year_label']}は、{overview['items']}件のうち{overview['reported']}件で報告があり、"
        f"{overview['judged']}件を評価しました。"
    )
    best = [f"「{row['label']}」{row['count']}件({percent_of(row)})" for row in whole["rows"] if row["count"]]
    return f"{sentence}評価の内訳は、{'、'.join(best)}です。" if best else sentence


def _cell(row):
    return f"{row['count']}件({percent_of(row)})" if row["count"] else "0件"


def _alt(groups):
    return "。".join(
        f"{group['name']}: {group['total']}件中{group['counted']}件を評価、"
        + "、".join(f"{named(row)} {row['count']}件" for row in group["rows"] if row["count"])
        for group in groups
    )


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
            "評価の割合" + ("(前年度と並べて)" if len(shown) > 1 else ""),
            _alt(shown),
            share_chart("whole-chart", shown, grades),
        ),
        _side_by_side("whole-table", "評価ごとの取組の数と割合", shown),
    ]
    if before and not last_year["same_scale"]:
        blocks.append(
            note(
                f"評価の尺度が前年度(「{last_year['scale_name']}」)から変わりました。"
                "前年度とは、達成・進行中・遅れのどれに数えるかで比べます。"
            )
        )
        old_name = era_year(last_year["fiscal_year"])
        outcomes = [
            {**whole, "name": this_name, "rows": overview["outcomes"]["this_year"]["rows"]},
            {**before, "name": old_name, "rows": overview["outcomes"]["last_year"]["rows"]},
        ]
        blocks.append(
            _side_by_side("outcomes-table", "達成・進行中・遅れで見た、前年度との比べ", outcomes, coded=False)
        )
        blocks.append(
            _side_by_side(
                "last-year-table", f"{old_name}の評価(そのときの尺度)", [{**before, "name": old_name}]
            )
        )
    if not before:
        blocks.append(note("前年度の公開された実績がないため、前年度との比べはありません。"))
    return blocks


def _side_by_side(key, caption, groups, *, coded=True):
    """One row a grade, two columns a year."""
    head = ["評価"]
    for group in groups:
        head += [f"{group['name']} 件数", f"{group['name']} 割合"]
    rows = []
    for index, row in enumerate(groups[0]["rows"]):
        cells = [named(row) if coded else row["label"]]
        for group in groups:
            cells += [str(group["rows"][index]["count"]), percent_of(group["rows"][index])]
        rows.append(cells)
    total = ["評価した取組の数"]
    for group in groups:
        total += [f"{group['total']}件中{group['counted']}件", "100.0%" if group["counted"] else "―"]
    rows.append(total)
    widths = [3] + [2] * (len(head) - 1)
    return table(key, caption, head, rows, numbers=range(1, len(head)), widths=widths)


def _group_table(key, caption, groups):
    """One row a group; with what counts as 達成 beside the year before, where there is one to compare with."""
    compares = any(group["achieved_before"] for group in groups)
    head = ["区分", "取組", "評価した", *(named(row) for row in groups[0]["rows"])]
    head += ["達成", "前年度の達成"] if compares else []
    rows = [
        [
            group["name"],
            str(group["total"]),
            f"{group['total']}件中{group['counted']}件",
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
    return f"{share['counted']}件中{share['count']}件({percent_of(share)})"
