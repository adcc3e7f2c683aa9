"""Which editions of annual reports, and which orders to publish one, to show."""

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from plans.querysets import seen_by_citizens


class AnnualReportQuerySet(QuerySet):
    def of_published_plans(self):
        """What citizens may see; a withdrawn edition is among them, its page says that it is withdrawn."""
        return self.filter(seen_by_citizens("plan"))

    def without_document(self):
        """For lists: everything but the long text."""
        return self.defer("document")

    def newest_of_each_year(self):
        """The last edition of every plan and year, withdrawn or not."""
        later = self.model.objects.filter(
            plan=OuterRef("plan"), fiscal_year=OuterRef("fiscal_year"), edition__gt=OuterRef("edition")
        )
        return self.filter(~Exists(later))

    def standing(self):
        """The last edition of each year, where it has not been withdrawn: what the city says today."""
        return self.newest_of_each_year().filter(withdrawn_at=None)

    def newest_first(self):
        return self.order_by("-fiscal_year", "-edition")


class ReportPassageQuerySet(QuerySet):
    def seen_by_citizens(self):
        """Those of the editions that say today what a published plan's city says."""
        return self.filter(seen_by_citizens("report__plan")).of_standing_editions()

    def of_standing_editions(self):
        reports = self.model._meta.get_field("report").related_model.objects
        return self.filter(report__in=reports.standing().order_by().values("pk"))

    def not_telling(self, code):
        """Heads of editions that give no actual value of the indicator with that code (an expression)."""
        return self.filter(position=0, untold__contains=Concat(Value("\n"), code, Value("\n")))


class ReportOrderQuerySet(QuerySet):
    def waiting(self):
        return self.filter(outcome="waiting")

    def due(self, now):
        return self.waiting().filter(publish_at__lte=now)
