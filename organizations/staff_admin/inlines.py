"""Parts of a whole, edited inside its form."""

from django.contrib import admin

from .formsets import staff_formset
from .rights import PartRights
from .scope import ScopedChoices


class StaffInlineMixin(PartRights, ScopedChoices):
    """`after`: the title of the fieldset it follows (None: after them all). `not_whole`: a second key to the
    whole's model that is not the one the inline hangs on."""

    after: str | None = None
    not_whole: str | None = None
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        return staff_formset(super().get_formset(request, obj, **kwargs), self.verbose_name, self.admin_site)


class StaffTabularInline(StaffInlineMixin, admin.TabularInline):
    pass


class StaffStackedInline(StaffInlineMixin, admin.StackedInline):
    pass
