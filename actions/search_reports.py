"""Annual reports in the search: the passages of the editions that stand (actions/reporting/passages.py)."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from .models import ReportPassage
from .reporting.passages import OWN_WORDS
from .reporting.text_names import said
from .search_finders import Finder
from .search_hits import make_hit, plan_path


class Reports(Finder):
    """Every word must stand in the passage or in the name of its report, and one of them in the passage itself:
    the name of a report finds its head, not each of its items."""

    kind, label, plan = "report", pgettext_lazy("kind", "報告"), "report__plan__"

    def rows(self):
        rows = ReportPassage.objects.seen_by_citizens().select_related("report__plan__municipality")
        return rows.defer("report__document").order_by(
            "-report__fiscal_year", "report__plan__municipality__code", "report_id", "position"
        )

    def condition(self, word):
        found = word.in_column() | word.in_column("frame_text")
        if word.fiscal_year:
            found |= Q(report__fiscal_year=word.fiscal_year)
        return found

    def matching(self, words):
        spoken = reduce(or_, (word.in_column() for word in words))
        return super().matching(words).filter(spoken | Q(position=0))

    def hit(self, passage, words):
        report = passage.report
        path = [
            *plan_path(report.plan),
            _("%(year)sの進捗報告") % {"year": report.year_label},
            *passage.place,
        ]
        texts = [(said(label), text) for label, text in passage.texts]
        # Only the city's own words have a title of ours; the name of an item may be the same word.
        title = said(passage.title) if passage.anchor in OWN_WORDS else passage.title
        return make_hit(passage.get_absolute_url(), title, path, texts, words)
