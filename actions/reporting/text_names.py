"""What the texts of a report are called. Stored and frozen in Japanese; said in the page's language by `said`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

LEAD, SUMMARY, NOTES = gettext_noop("概要"), gettext_noop("この年度のまとめ"), gettext_noop("注記")
DEPARTMENT, DONE = gettext_noop("担当した部署"), gettext_noop("取り組んだこと")
OWN_GRADE, REASON, REPLY = gettext_noop("担当課の評価"), gettext_noop("評価の理由"), gettext_noop("市の対応")
ISSUES, NEXT_PLAN = gettext_noop("課題"), gettext_noop("次年度の取組")
CHANGE_REASON = gettext_noop("完了・中止などの理由")
# What the opinions of an evaluation are labelled with: the labels of Evaluation.Stage, as an edition froze them.
STAGES = (gettext_noop("内部評価"), gettext_noop("相互評価"), gettext_noop("外部評価"))
TEXT_NAMES = frozenset(
    (LEAD, SUMMARY, NOTES, DEPARTMENT, DONE, REASON, REPLY, ISSUES, NEXT_PLAN, CHANGE_REASON, *STAGES)
)


def said(name):
    """A name of ours in the page's language; any other words as they are."""
    return _(name) if name in TEXT_NAMES else name
