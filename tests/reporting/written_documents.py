"""Documents of a report: one gathered from rows of every kind, and small ones written by hand."""

from datetime import date

from actions.models import Evaluation, EvaluationSession, YearlyStatus
from actions.reporting.gathering import gather
from organizations.models import Partner
from plans.models import Indicator
from tests import builders

SECRET = "秘密の鍵穴"
YEAR = 2023
EDITION = {
    "number": 1,
    "published_at": "2024-10-01T09:30:05+09:00",
    "reason": None,
    "corrects": None,
    "compared_with": None,
    "changes": [],
}
CORRECTED = EDITION | {
    "number": 2,
    "reason": "参加した人の数を直した",
    "corrects": {"number": 1, "sha256": "ab12", "is_withdrawn": False},
    "compared_with": 1,
    "changes": [
        {"place": "取組 1", "field": "課題", "before": None, "after": "場所が足りない"},
        {"place": "取組 1", "field": "取り組んだこと", "before": "講座を3回", "after": "講座を4回"},
    ],
}


def gathered():
    """A year in which the first of three items was reported and judged by all, as its first edition.

    The year before all three were reported. Every internal field says SECRET.
    """
    plan = builders.make_full_plan(items=3)
    user = builders.make_user(username=SECRET, last_name=SECRET, email="himitsu@example.jp")
    builders.join(user, plan.municipality, role="coordinator")
    plan.items.update(internal_note=SECRET)
    answers = YearlyStatus.objects.filter(item__plan=plan)
    answers.update(status="in_progress", internal_note=SECRET, answered_by=user)
    answer = answers.get(item__code="first", fiscal_year=YEAR)
    builders.make_part(answer, plan.owner, done=SECRET, internal_note=SECRET, saved_by=user)
    session = EvaluationSession.objects.create(
        plan=plan, fiscal_year=YEAR, held_on=date(2024, 7, 1), member_names=SECRET, internal_note=SECRET
    )
    partner = Partner.objects.create(municipality=plan.municipality, name="見本の会", kind="group")
    for stage, more in (
        ("internal", {}),
        ("mutual", {"partner": partner, "reply": "いっしょに直します"}),
        ("external", {"session": session, "reply": "見直します", "replied_by": user}),
    ):
        Evaluation.objects.create(
            answer=answer,
            stage=stage,
            grade=answer.grade,
            opinion=f"{stage}の意見",
            internal_note=SECRET,
            written_by=user,
            is_handed_in=True,
            **more,
        )
    unfinished = Partner.objects.create(municipality=plan.municipality, name="書きかけの会", kind="group")
    Evaluation.objects.create(answer=answer, stage="mutual", partner=unfinished, opinion=SECRET)
    indicator = Indicator.objects.get(plan=plan, code="k1")
    indicator.figures.create(fiscal_year=YEAR, kind="actual", value=0)
    indicator.figures.create(fiscal_year=2021, kind="baseline", as_printed="調査中")
    return gather(plan, YEAR) | {"edition": EDITION}


def item(code="1", **fields):
    """An item under way, judged A, as gather() would give it."""
    result = {
        "code": code,
        "number": "①",
        "name": f"取組{code}",
        "policy": "1",
        "policy_name": "方針1",
        "measure": "1-1",
        "measure_name": "施策1",
        "departments": ["協働課"],
        "actors": ["city"],
        "actor_labels": ["市"],
        "content": "講座をひらく。",
        "schedule": [{"part": None, "as_printed": "→", "stage": "実施の継続"}],
        "phase": None,
        "timing": None,
        "is_reported": True,
        "is_judged": True,
        "department": "協働推進課",
        "status": "in_progress",
        "status_label": "実施中",
        "done": "講座を4回ひらいた。",
        "grade": "A",
        "grade_label": "計画どおり",
        "grade_symbol": "○",
        "grade_meaning": "計画どおりに進んだ",
        "counts_as": "achieved",
        "grade_order": 1,
        "reason": "予定の回数をひらいた。",
        "issues": None,
        "next_step": "continue",
        "next_step_label": "継続",
        "next_plan": "5回ひらく。",
        "evaluations": [],
        "last_year": None,
        "movement": None,
        "change": None,
        "change_label": None,
        "change_reason": None,
        "successor": None,
    }
    return result | fields


def evaluation(stage="external", **fields):
    labels = {"internal": "内部評価", "mutual": "相互評価", "external": "外部評価"}
    result = {
        "stage": stage,
        "stage_label": labels[stage],
        "partner": None,
        "grade": "A",
        "grade_label": "計画どおり",
        "grade_symbol": "○",
        "opinion": "よい",
        "reply": None,
    }
    return result | fields


def grade(code, label, counts_as, counts_as_label):
    return {
        "code": code,
        "label": label,
        "meaning": f"{label}に進んだ",
        "symbol": None,
        "counts_as": counts_as,
        "counts_as_label": counts_as_label,
    }


def group(name, total, *counts, **more):
    """`counts`: how many A and how many B, in a group of `total`."""
    counted = sum(counts)
    rows = [
        {
            "code": code,
            "label": label,
            "count": count,
            "percent": round(100 * count / counted, 1) if counted else None,
        }
        for (code, label), count in zip((("A", "計画どおり"), ("B", "遅れている")), counts, strict=True)
    ]
    achieved = {"count": counts[0], "counted": counted, "percent": rows[0]["percent"]}
    shares = {"achieved": achieved, "achieved_before": None}
    return {"name": name, "total": total, "counted": counted, "rows": rows} | shares | more


def written(*items, **parts):
    """A small document of those items: one policy with one measure, two grades, no indicator, no year before."""
    items = items or (item(),)
    places = [{"item": each["code"], "number": each["number"], "repeat": False} for each in items]
    measures = [{"code": "1-1", "number": None, "name": "施策1", "items": places}]
    policy = {"code": "1", "number": None, "name": "方針1", "label": "方針", "policies": []}
    overview = {
        "items": len(items),
        "reported": len(items),
        "judged": len(items),
        "not_judged": [],
        "whole": group("全体", len(items), len(items), 0),
        "last_year": None,
        "outcomes": {"this_year": {}, "last_year": None},
        "by_policy": [],
        "by_department": [],
        "by_actor": [],
        "improved": [],
        "fell_back": [],
        "new": [],
        "finished": [],
        "dropped": [],
    }
    document = {
        "format": "kyodo-portal/annual-report",
        "version": 1,
        "title": "見本計画 進捗状況報告書 令和5年度(2023年度)",
        "fiscal_year": YEAR,
        "fiscal_year_label": "令和5年度(2023年度)",
        "municipality": {
            "code": "082350",
            "slug": "mihon",
            "name": "見本市",
            "prefecture": "見本県",
            "is_fictional": False,
            "notice": None,
        },
        "plan": {
            "slug": "plan",
            "title": "見本計画",
            "subtitle": None,
            "start_fy": 2022,
            "end_fy": 2024,
            "open_ended": False,
            "period": "令和4年度(2022年度)から令和6年度(2024年度)まで",
            "level_labels": {"policy": "方針", "measure": "施策", "item": "取組"},
            "has_actor_marks": True,
            "actor_notice": None,
            "item_word": "取組",
            "schedule_word": "年次計画",
        },
        "edition": EDITION,
        "texts": {"summary": "書いたまとめ", "notes": None},
        "licence": None,
        "contact": None,
        "scale": {
            "name": "進捗度",
            "from_fy": 2022,
            "grades": [
                grade("A", "計画どおり", "achieved", "達成"),
                grade("B", "遅れている", "behind", "遅れ"),
            ],
        },
        "stages": {"internal": False, "mutual": False, "external": True, "reply": True},
        "policies": [policy | {"measures": measures}],
        "items": list(items),
        "indicators": [],
        "last_year": None,
        "overview": overview | parts.pop("overview", {}),
    }
    return document | parts
