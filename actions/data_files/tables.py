"""The CSV tables of a plan: one header row, one value a cell, blank is not 0, UTF-8 with BOM, CRLF."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from kyodo_portal.japanese.printed_numbers import plain_number
from organizations.models.municipalities import marked

from . import columns
from .document import plan_document

FORMULA_STARTS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its columns, and rows of {column name: value or list} made from a document."""

    name: str
    title: str
    description: str
    columns: list[columns.Column]
    rows: Callable


def _opening(document, *parts):
    city, plan = document["municipality"], document["plan"]
    row_id = "-".join(str(part) for part in (city["code"], plan["slug"], *parts) if part is not None)
    return {
        "全国地方公共団体コード": city["code"],
        "ID": row_id,
        "地方公共団体名": marked(city["name"], city["is_fictional"]),
        "計画ID": plan["slug"],
        "計画名": plan["title"],
    }


def _leaf_policies(policies, parent=None):
    """(policy with measures, the policy above it or None)."""
    for policy in policies:
        yield from _leaf_policies(policy.get("subpolicies", []), policy)
        if policy.get("measures"):
            yield policy, parent


def _places(document):
    """Item code -> (parent policy, policy, measure, placement) of the main place; item code -> its 再掲."""
    main, repeats = {}, {}
    for policy, parent in _leaf_policies(document["policies"]):
        for measure in policy["measures"]:
            for placement in measure["placements"]:
                code = placement["item"]
                if placement["repeat"]:
                    repeats.setdefault(code, []).append(placement["code"])
                else:
                    main.setdefault(code, (parent or {}, policy, measure, placement))
    return main, repeats


def _item_rows(document):
    main, repeats = _places(document)
    names_actors = any(item["actors"] for item in document["items"])
    for item in document["items"]:
        parent, policy, measure, placement = main.get(item["code"], ({}, {}, {}, None))
        roles = list(zip(item["departments"], item["department_roles"], strict=True))
        summary = item["summary"]
        actors = {
            label: (int(actor in item["actors"]) if names_actors else None)
            for actor, label in (("citizen", "市民"), ("city", "市"), ("joint", "協働"))
        }
        yield (
            _opening(document, item["code"])
            | actors
            | {
                "取組コード": item["code"],
                "取組名": item["name"],
                "印字番号": plain_number(item["number_as_printed"]),
                "上位方針コード": parent.get("code"),
                "上位方針名": parent.get("name"),
                "方針コード": policy.get("code"),
                "方針名": policy.get("name"),
                "施策コード": measure.get("code"),
                "施策名": measure.get("name"),
                "置き場所の種類": placement and ("derived" if placement["derived"] else "main"),
                "再掲位置": repeats.get(item["code"], []),
                "主管部署": next((name for name, role in roles if role == columns.ROLE_LEAD), None),
                "担当部署": item["departments"],
                "実施主体": item["implementers"],
                "対象": item["audiences"],
                "対象その他の内訳": "、".join(item["audience_details"].values()) or None,
                "段階": item["phase"],
                "時期": item["timing_as_printed"],
                "付記": item["tags"],
                "目的の要約": summary["purpose"],
                "現状と課題の要約": summary["issues"],
                "推進内容の要約": summary["content"],
                "完了の目安の要約": summary["completion_criterion"],
                "読み取りの確かさ": item["confidence"],
                "読み取りの注記": item["note"],
            }
        )


def _schedule_rows(document):
    for item in document["items"]:
        for cell in item["schedule"]:
            year, phase = cell.get("fiscal_year"), cell.get("phase")
            when = year if phase is None else f"P{phase}"
            yield _opening(document, item["code"], when, cell["part"]) | {
                "取組コード": item["code"],
                "取組名": item["name"],
                "年度": year,
                "段階": phase,
                "小列": cell["part"],
                "印字": cell["as_printed"],
                "予定の内容": cell["stages"],
                "前の段階が続く": int(cell["continues"]),
                "年度が不確か": int(cell["uncertain"]),
                "印字の場所": cell["printed_at"],
            }


def _indicator_rows(document):
    for indicator in document["indicators"]:
        for figure in indicator["figures"]:
            yield _opening(document, indicator["code"], figure["fiscal_year"], figure["kind"]) | {
                "指標コード": indicator["code"],
                "印字番号": plain_number(indicator["number_as_printed"]),
                "指標名": indicator["name"],
                "方針コード": indicator["policy"],
                "年度": figure["fiscal_year"],
                "種類": figure["kind"],
                "値": figure["value"],
                "単位": indicator["unit"],
                "累計": None if figure["cumulative"] is None else int(figure["cumulative"]),
                "およその値": int(figure["approximate"]),
                "注記": indicator["note"],
            }


def _progress_rows(document):
    for status in document["progress"]:
        others = {each["stage"]: each for each in status["evaluations"]}
        internal, external = others.get("internal", {}), others.get("external", {})
        yield _opening(document, status["item"], status["fiscal_year"]) | {
            "取組コード": status["item"],
            "取組名": status["name"],
            "年度": status["fiscal_year"],
            "状況": status["status"],
            "取り組んだこと": status["done"],
            "評価": status["grade"],
            "評価の言葉": status["grade_label"],
            "評価の理由": status["reason"],
            "課題": status["issues"],
            "今後の方向": status["next_step"],
            "次年度の取組": status["next_plan"],
            "内部評価": internal.get("grade"),
            "外部評価": external.get("grade"),
            "外部評価の意見": external.get("opinion"),
            "市の対応": external.get("reply"),
            "担当した部署": status["department"],
        }


def _evaluation_rows(document):
    for status in document["progress"]:
        of_stage = Counter()
        for each in status["evaluations"]:
            of_stage[each["stage"]] += 1
            number = of_stage[each["stage"]]
            yield _opening(document, status["item"], status["fiscal_year"], each["stage"], number) | {
                "取組コード": status["item"],
                "取組名": status["name"],
                "年度": status["fiscal_year"],
                "自己評価": status["grade"],
                "段階": each["stage"],
                "協働の相手": each["partner"],
                "評価": each["grade"],
                "評価の言葉": each["grade_label"],
                "意見": each["opinion"],
                "市の対応": each["reply"],
            }


TABLES = {
    table.name: table
    for table in (
        Table("items", _("取組一覧"), _("取組1件が1行。再掲は数えません。"), columns.ITEMS, _item_rows),
        Table(
            "schedule",
            _("年次計画"),
            _("印字のある欄1つが1行。空欄の年度の行はありません。"),
            columns.SCHEDULE,
            _schedule_rows,
        ),
        Table(
            "indicators", _("指標"), _("指標1つの1年度の値1つが1行。"), columns.INDICATORS, _indicator_rows
        ),
        Table(
            "progress",
            _("年度の実績"),
            _("取組1件の1年度が1行。公開された実績だけを載せます。"),
            columns.PROGRESS,
            _progress_rows,
        ),
        Table(
            "evaluations",
            _("評価と意見"),
            _("担当課のほかの評価1つが1行。公開された年度だけを載せます。"),
            columns.EVALUATIONS,
            _evaluation_rows,
        ),
    )
}


def write_csv(table, plan, items=None):
    """The file's bytes. `items`: the codes of the only items to be in it, for a table of items."""
    rows = table.rows(plan_document(plan))
    if items is not None:
        rows = (row for row in rows if row["取組コード"] in items)
    return csv_bytes(table.columns, list(rows))


def csv_bytes(table_columns, rows):
    """A table of {column name: value or list} as the bytes of a CSV file."""
    places = list(spread(table_columns, rows))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([head for head, _column, _index in places])
    for row in rows:
        writer.writerow([_cell(value_in(row, column, index)) for _head, column, index in places])
    return text.getvalue().encode("utf-8-sig")


def spread(table_columns, rows):
    """(head, column, index) of each column of a file; a numbered one stands there as often as its longest list needs."""
    for column in table_columns:
        if not column.numbered:
            yield column.name, column, None
            continue
        longest = max([column.numbered, *(len(row[column.name]) for row in rows)])
        for index in range(longest):
            yield f"{column.name}{index + 1}", column, index


def value_in(row, column, index):
    """What the row says in that column of the file; None where its list is shorter."""
    value = row[column.name]
    if index is None:
        return value
    return value[index] if index < len(value) else None


def _cell(value):
    """One value without line breaks; a text that a spreadsheet would take for a formula gets an apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    parts = value.splitlines()
    value = " ".join(parts).strip() if parts != [value] else value
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
