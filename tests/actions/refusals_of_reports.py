"""Editions of a report and orders that cannot be; tests/actions/test_constraints.py goes through them."""

from datetime import UTC, datetime

from actions.models import AnnualReport, ReportFile, ReportOrder, ReportPassage, ReportText

MOMENT = datetime(2023, 10, 1, 9, tzinfo=UTC)


def edition(world, **fields):
    defaults = {
        "plan": world.plan,
        "fiscal_year": 2022,
        "edition": 1,
        "title": "見本の報告書",
        "document": "{}",
        "sha256": "0" * 64,
        "published_at": MOMENT,
        "published_by": world.user,
    }
    return AnnualReport(**defaults | fields)


def edition_twice(world):
    edition(world).save()
    return edition(world)


def passage_twice(world):
    report = edition(world)
    report.save()
    passage = {
        "position": 1,
        "title": "見本",
        "texts": [["名称", "見本"]],
        "frame_text": "見本",
        "search_text": "見本",
    }
    ReportPassage.objects.create(report=report, **passage)
    return ReportPassage(report=report, **passage)


def file_twice(world):
    report = edition(world)
    report.save()
    fields = {"report": report, "kind": "csv", "content": b"x", "size": 1, "sha256": "0" * 64}
    ReportFile.objects.create(**fields)
    return ReportFile(**fields)


def order(world, **fields):
    defaults = {
        "plan": world.plan,
        "fiscal_year": 2022,
        "publish_at": MOMENT,
        "document": "{}",
        "ordered_at": MOMENT,
        "ordered_by": world.user,
    }
    return ReportOrder(**defaults | fields)


def order_twice(world):
    order(world).save()
    return order(world)


def item_after_itself(world):
    world.item.successor = world.item
    return world.item


def text_twice(world):
    ReportText.objects.create(plan=world.plan, fiscal_year=2022)
    return ReportText(plan=world.plan, fiscal_year=2022)


OF_REPORTS = {
    "report_text_once_per_year": (
        "この年度の報告書のまとめと注記はすでにあります。その行を直してください。",
        text_twice,
    ),
    "report_edition_once": ("この年度の報告書の、この版はすでにあります。", edition_twice),
    "report_correction_has_reason": (
        "正誤の版には理由を書いてください。",
        lambda world: edition(world, edition=2),
    ),
    "report_withdrawn_with_reason": (
        "取り下げるときは、理由を書いてください。",
        lambda world: edition(world, withdrawn_at=MOMENT, withdrawn_by=world.user),
    ),
    "report_passage_once": ("報告書のこの場所の文は、すでにあります。", passage_twice),
    "report_file_once": ("この種類のファイルはすでにあります。", file_twice),
    "report_order_once_waiting": ("この年度の報告書には、すでに公開の予定があります。", order_twice),
    "report_order_ended_with_time": (
        "終わった予定には、終わった日時があります。",
        lambda world: order(world, outcome="published"),
    ),
    "item_does_not_succeed_itself": ("引き継いだ取組には、別の取組を選んでください。", item_after_itself),
}
