"""What stands in the way of a deletion, named with a link to the page where it can be taken away."""

from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.urls import reverse
from django.utils.html import format_html

MOST_NAMED = 50


class ExplainedDeletion:
    """`kept_if_used_by`: many-to-many relations to this model; a row they use is not deleted either."""

    kept_if_used_by: tuple[str, ...] = ()

    def get_deleted_objects(self, objs, request):
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, perms_needed, self.what_stands_in_the_way(objs) or protected

    def what_stands_in_the_way(self, objs):
        """One line for each record that refers to `objs`, at most MOST_NAMED and then how many more."""
        collector = NestedObjects(using=router.db_for_write(self.model))
        collector.collect(objs)
        using = [row for obj in objs for name in self.kept_if_used_by for row in getattr(obj, name).all()]
        rows = sorted({*collector.protected, *using}, key=lambda row: (row._meta.label, row.pk))
        named = [self._named(row) for row in rows[:MOST_NAMED]]
        if len(rows) > MOST_NAMED:
            named.append(f"ほか{len(rows) - MOST_NAMED}件")
        return named

    def _named(self, row):
        """A part is named by its whole (取組「1-1-1 …」の担当部署), and the link leads to the whole."""
        row_admin = self.admin_site._registry.get(type(row))
        whole_name = getattr(row_admin, "whole", None)
        page = getattr(row, whole_name) if whole_name else row
        text = f"{page._meta.verbose_name}「{page}」"
        if whole_name:
            text += f"の{row._meta.verbose_name}「{row}」"
        if not self.admin_site.is_registered(type(page)):
            return text
        info = (self.admin_site.name, page._meta.app_label, page._meta.model_name)
        return format_html(
            '<a href="{}">{}</a>', reverse("{}:{}_{}_change".format(*info), args=[quote(page.pk)]), text
        )
