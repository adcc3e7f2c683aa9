"""Parts of a whole, edited inside its form."""

from django.contrib import admin

from .scope import ScopedChoices


class StaffInlineMixin(ScopedChoices):
    """`after`: the title of the fieldset it follows (None: after them all). `not_whole`: a second key to the
    whole's model that is not the one the inline hangs on."""

    after: str | None = None
    not_whole: str | None = None
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        title = self.verbose_name

        class NamedForm(formset.form):
            """Every box says its column, for those who do not see the head of the table."""

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                for field in self.fields.values():
                    field.widget.attrs.setdefault("aria-label", f"{title} {field.label}")

        formset.form = NamedForm
        return formset


class StaffTabularInline(StaffInlineMixin, admin.TabularInline):
    pass


class StaffStackedInline(StaffInlineMixin, admin.StackedInline):
    pass
