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
        title = self.verbose_name

        class NamedFormSet(super().get_formset(request, obj, **kwargs)):
            """Every box says its row and column, for those who do not see the head of the table."""

            def add_fields(self, form, index):
                super().add_fields(form, index)
                row = title if index is None else f"{title} {index + 1}行目"
                for field in form.fields.values():
                    if not field.widget.is_hidden:
                        field.widget.attrs.setdefault("aria-label", f"{row} {field.label}")

        return NamedFormSet


class StaffTabularInline(StaffInlineMixin, admin.TabularInline):
    pass


class StaffStackedInline(StaffInlineMixin, admin.StackedInline):
    pass
