"""Annual reports in the search: the passages of the editions that stand (actions/reporting/passages.py)."""

from functools import reduce
from operator import or_

from django.db.models import Case, F, Q, TextField, When
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kyodo_portal.japanese.folding import fold

from .models import ReportPassage
from .reporting.passages import OWN_WORDS
from .reporting.text_names import said
from .search_finders import Finder
from .search_hits import make_hit, plan_path

# What our own pages call a report, whatever its title.
NAMES = frozenset(map(fold, ("進捗報告", "進捗報告書", "進捗状況報告", "進捗状況報告書", "年次報告書")))
# The code of an item stands before its name, in its title and so in `search_text`; and it is what its anchor ends with.
ANCHOR = "item-"
WITHOUT_CODE = Case(
    When(anchor__startswith=ANCHOR, then=Substr("search_text", Length("anchor") - len(ANCHOR) + 1)),
    default=F("search_text"),
    output_field=TextField(),
)


class Reports(Finder):
    """Every word must stand in the passage or in the name of its report, and one of them in the passage itself:
    the name of a report finds its head, not each of its items."""

    kind, label, plan = "report", pgettext_lazy("kind", "報告"), "report__plan__"

    def rows(self):
        rows = ReportPassage.objects.seen_by_citizens().alias(without_code=WITHOUT_CODE)
        return (
            rows.select_related("report__plan__municipality")
            .defer("report__document")
            .order_by("-report__fiscal_year", "report__plan__municipality__code", "report_id", "position")
        )

    def condition(self, word):
        found = self._spoken(word) | word.in_column("frame_text")
        if word.fiscal_year:
            found |= Q(report__fiscal_year=word.fiscal_year)
        if word.folded in NAMES:
            found |= Q(position__gte=0)
        return found

    def matching(self, words):
        spoken = reduce(or_, map(self._spoken, words))
        return super().matching(words).filter(spoken | Q(position=0))

    def _spoken(self, word):
        """A code is found whole, as that of an item of a plan: 1-1 is not in 2-1-1."""
        return word.in_column("without_code") | Q(anchor__iexact=f"{ANCHOR}{word.folded}")

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
