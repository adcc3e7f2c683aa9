"""Which editions of annual reports, and which orders to publish one, to show."""

from django.db.models import Exists, OuterRef, QuerySet

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


class ReportOrderQuerySet(QuerySet):
    def waiting(self):
        return self.filter(outcome="waiting")

    def due(self, now):
        return self.waiting().filter(publish_at__lte=now)
