from django.db import models

from ..report_querysets import ReportPassageQuerySet
from .reports import AnnualReport


class ReportPassage(models.Model):
    """A place of an edition, as search needs it: the edition's head and words of its own, and each of its items.

    Everything here is said by the edition's document and made from it (actions/reporting/passages.py), so that no
    search has to read documents. `texts`: [[label, text]]; `place`: the names of the levels above, the highest first.
    `untold`, of the head alone: the codes of the indicators for which the edition gives no actual value, each between
    line ends.
    """

    report = models.ForeignKey(
        AnnualReport, verbose_name="年次報告書", on_delete=models.CASCADE, related_name="passages"
    )
    position = models.PositiveIntegerField("並び順")
    anchor = models.CharField("ページの中の場所", max_length=60, blank=True)
    title = models.TextField("見出し")
    place = models.JSONField("上の段", default=list, blank=True)
    texts = models.JSONField("文", default=list)
    frame_text = models.TextField("報告書の名前(検索用)")
    search_text = models.TextField("検索用の文")

    untold = models.TextField("実績値のない指標の番号", default="", blank=True)

    objects = ReportPassageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告書の検索用の文"
        ordering = ["report_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"],
                name="report_passage_once",
                violation_error_message="報告書のこの場所の文は、すでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.title}"

    def get_absolute_url(self):
        return f"{self.report.year_url}{f'#{self.anchor}' if self.anchor else ''}"
