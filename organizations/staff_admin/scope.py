"""Choices limited to the plan or the city of the record on screen, in plain lists and in autocomplete alike."""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import models
from django.http import QueryDict


class ScopedAutocompleteSelect(AutocompleteSelect):
    """Asks for choices of one plan or city only: `limits` goes into the address it asks."""

    limits: dict[str, int] = {}

    def get_url(self):
        return f"{super().get_url()}?{urlencode(self.limits)}" if self.limits else super().get_url()


class ScopedChoices:
    """`scope_paths`: "plan" and "municipality" -> the look-up that leads there from this model ("pk": itself)."""

    scope_paths: dict[str, str] = {}
    fixed_after_adding: tuple[str, ...] = ()
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})}}

    def scope_of(self, obj):
        """{"plan": pk, "municipality": pk}, as far as the record's own model leads there."""
        scope = {}
        for key, path in self.scope_paths.items():
            value = obj
            for name in path.split("__"):
                value = getattr(value, name, None)
            if value is not None:
                scope[key] = getattr(value, "pk", value)
        return scope

    def remember_scope(self, request, obj):
        request.staff_scope = self.scope_of(obj) if obj else scope_in(request.GET)
        request.staff_adds = obj is None

    def limits_for(self, db_field, request):
        """The part of the request's scope that narrows the choices of this field: {"plan": pk} or the like."""
        if db_field.name in self.scope_paths.values():
            return {}
        related_admin = self.admin_site._registry.get(db_field.related_model)
        paths = getattr(related_admin, "scope_paths", {})
        scope = getattr(request, "staff_scope", {})
        return next(({key: scope[key]} for key in paths if key in scope), {})

    def narrowed(self, queryset, limits):
        """The rows of this admin's model within {"plan": pk} or {"municipality": pk}."""
        for key, pk in limits.items():
            if key in self.scope_paths:
                queryset = queryset.filter(**{self.scope_paths[key]: pk})
        return queryset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Names are added on their own page, where they get their number and reading, not in a pop-up.
            field.widget = field.widget.widget
        if field and db_field.name in self.fixed_after_adding and not getattr(request, "staff_adds", True):
            field.disabled = True
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = ScopedAutocompleteSelect(db_field, self.admin_site)
            kwargs["widget"].limits = self.limits_for(db_field, request)
        return self._within_scope(
            super().formfield_for_foreignkey(db_field, request, **kwargs), db_field, request
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        # Django's two boxes with arrows have no names for a screen reader, and need a script.
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return self._within_scope(
            super().formfield_for_manytomany(db_field, request, **kwargs), db_field, request
        )

    def _within_scope(self, field, db_field, request):
        """Only of cities where this person may change this, and only of the plan or city of the record."""
        related_admin = self.admin_site._registry.get(db_field.related_model)
        if field is None or related_admin is None:
            return field
        field.queryset = related_admin.allowed_choices(field.queryset, request, self.roles_that_change())
        limits = self.limits_for(db_field, request)
        if not limits:
            return field
        field.queryset = related_admin.narrowed(field.queryset, limits)
        if not isinstance(field.widget, AutocompleteSelect):
            # Read once, not once for every row of an inline.
            field.choices = list(field.choices)
        return field


def scope_in(data: QueryDict):
    """What ?plan=3 or ?municipality=2 says, on an add page and in an autocomplete request."""
    return {key: int(data[key]) for key in ("plan", "municipality") if is_key(data.get(key, ""))}


def is_key(text):
    """Whether the text can be the primary key of a row: digits, and few enough for any database."""
    return text.isdecimal() and len(text) <= 15
