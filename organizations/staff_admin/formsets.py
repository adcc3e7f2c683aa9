"""What a table of parts checks as a whole, so that the database never has to refuse."""

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.html import format_html, format_html_join


def staff_formset(base, title, admin_site):
    """`base` with names on its boxes, our sentences on deletion, and "only one of these" checked across rows."""

    class RowForm(base.form):
        def hand_clean_DELETE(self):  # Django's own sentence; StaffFormSet.clean says it with links
            pass

    class StaffFormSet(base):
        form = RowForm
        is_saving = False

        def add_fields(self, form, index):
            """Every box says its row and column, for those who do not see the head of the table."""
            super().add_fields(form, index)
            row = title if index is None else f"{title} {index + 1}行目"
            for field in form.fields.values():
                if not field.widget.is_hidden:
                    field.widget.attrs.setdefault("aria-label", f"{row} {field.label}")

        @property
        def initial_forms(self):
            """While saving: rows that give up the one place (主管, 主な場所) before the row that takes it."""
            forms = super().initial_forms
            return sorted(forms, key=lambda form: not self._leaves(form)) if self.is_saving else forms

        def save_existing_objects(self, commit=True):
            self.is_saving = True
            return super().save_existing_objects(commit)

        def clean(self):
            super().clean()
            for form in filter(is_deleted, self.forms):
                self._refuse_if_used(form.instance)
            for constraint in one_place_constraints(self.model):
                self._refuse_second(constraint)

        def _refuse_if_used(self, row):
            row_admin = admin_site._registry.get(type(row))
            named = row_admin.what_stands_in_the_way([row]) if row_admin and row.pk else []
            if named:
                raise ValidationError(
                    format_html(
                        "「{}」は、{}から使われているため、削除できません。先に、そのページで外してください。",
                        row,
                        format_html_join("、", "{}", ((name,) for name in named)),
                    )
                )

        def _refuse_second(self, constraint):
            seen = set()
            for form in self.forms:
                if self._leaves(form) or not getattr(form, "cleaned_data", None) or form.errors:
                    continue
                if not meets(constraint, form.instance):
                    continue
                names = [self.model._meta.get_field(name).attname for name in constraint.fields]
                key = tuple(getattr(form.instance, name) for name in names)
                if key in seen:
                    raise ValidationError(constraint.get_violation_error_message())
                seen.add(key)

        def _leaves(self, form):
            """Deleted, blank, or outside every condition."""
            if is_deleted(form) or (form.instance.pk is None and not form.has_changed()):
                return True
            return not any(
                meets(constraint, form.instance) for constraint in one_place_constraints(self.model)
            )

    return StaffFormSet


def is_deleted(form):
    return getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME, False)


def one_place_constraints(model):
    """Those that allow one row of a kind, such as one lead department: Django leaves them to the database."""
    return [c for c in model._meta.constraints if isinstance(c, UniqueConstraint) and c.condition is not None]


def meets(constraint, row):
    """Whether the row falls under the condition of the constraint."""
    return constraint.condition.check(row._get_field_expression_map(row._meta))
