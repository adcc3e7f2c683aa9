"""What a member sees and changes in the admin: lists, forms, choices, exports, history. All from organizations.access.

A ModelAdmin says `seen_by` and `changed_by`: the roles, held for a whole city, that see its rows and that change
them. Which city a row belongs to is known from `scope_paths["municipality"]`. The portal administrator may do all.
"""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from organizations.access import Role, access_of

HIDDEN_FROM_LOOKUPS = {"internal_note", "password"}
READERS = (Role.COORDINATOR, Role.PUBLISHER, Role.VIEWER)


class MemberRights:
    """`internal_fields`: shown only to those who change the rows and to the departments they belong to."""

    seen_by: tuple[str, ...] = READERS
    changed_by: tuple[str, ...] = (Role.COORDINATOR,)
    can_be_added = True
    can_be_deleted = True
    internal_fields: tuple[str, ...] = ()

    def visible(self, queryset, request):
        """The rows this person may see."""
        access = access_of(request.user)
        if access.is_administrator:
            return queryset
        return queryset.filter(
            **{f"{self.scope_paths['municipality']}__in": access.whole_cities(*self.seen_by)}
        )

    def get_queryset(self, request):
        return self.visible(super().get_queryset(request), request)

    def allowed_choices(self, queryset, request, roles):
        """The rows that a form may refer to: those of the cities in which this person has one of the roles."""
        access = access_of(request.user)
        if access.is_administrator:
            return queryset
        return queryset.filter(**{f"{self.scope_paths['municipality']}__in": access.whole_cities(*roles)})

    def roles_that_change(self):
        return self.changed_by

    def sees(self, request, obj):
        """Whether this person may see the row, which may have been deleted since."""
        return self._city_of(obj) in access_of(request.user).whole_cities(*self.seen_by)

    def changes(self, request, obj):
        return self._city_of(obj) in access_of(request.user).whole_cities(*self.changed_by)

    def has_view_permission(self, request, obj=None):
        access = access_of(request.user)
        if access.is_administrator:
            return True
        return bool(access.whole_cities(*self.seen_by)) if obj is None else self.sees(request, obj)

    def has_change_permission(self, request, obj=None):
        access = access_of(request.user)
        if access.is_administrator:
            return True
        return bool(access.whole_cities(*self.changed_by)) if obj is None else self.changes(request, obj)

    def has_add_permission(self, request):
        return self.can_be_added and self.has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.can_be_deleted and self.has_change_permission(request, obj)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_history_permission(self, request, obj=None):
        """The history shows who wrote what, drafts and internal notes too: for those who may change the row."""
        return self.has_change_permission(request, obj)

    def has_view_history_or_change_history_permission(self, request, obj=None):
        return self.has_view_history_permission(request, obj)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """The library asks only about the past version. Who may see the history and not change the row reads it."""
        present = self.model._base_manager.filter(pk=object_id).first()
        if present is not None and not self.has_change_permission(request, present):
            if request.method != "GET" or not self.has_view_history_permission(request, present):
                raise PermissionDenied
            request.only_reads = True
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_readonly_fields(self, request, obj=None):
        if getattr(request, "only_reads", False):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        return super().get_readonly_fields(request, obj)

    def sees_internal_fields(self, request, obj=None):
        """Without a row: whether every row this person sees is also one to change (for files of lists)."""
        access = access_of(request.user)
        if obj is None and not access.is_administrator:
            return access.whole_cities(*self.seen_by) <= access.whole_cities(*self.changed_by)
        return self.has_change_permission(request, obj)

    def lookup_allowed(self, lookup, value, request):
        """What may not be read may not be asked about in the address either (?internal_note__contains=…)."""
        if HIDDEN_FROM_LOOKUPS & set(lookup.split("__")) and not access_of(request.user).is_administrator:
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.internal_fields or self.sees_internal_fields(request, obj):
            return fieldsets
        kept = []
        for title, options in fieldsets:
            names = [
                name for name in flatten_fieldsets([(title, options)]) if name not in self.internal_fields
            ]
            if names:
                kept.append((title, {**options, "fields": names}))
        return kept

    def get_list_filter(self, request):
        """Filters by a related record offer only records this person may see."""
        return [
            (name, VisibleRelatedFilter) if isinstance(name, str) and self._leads_to_related(name) else name
            for name in super().get_list_filter(request)
        ]

    def _leads_to_related(self, path):
        model = self.model
        for name in path.split("__"):
            field = model._meta.get_field(name)
            model = field.related_model
        return field.is_relation

    def _city_of(self, obj):
        try:
            return self.scope_of(obj).get("municipality")
        except ObjectDoesNotExist:  # a past version whose whole has been deleted
            return None


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        related_admin = model_admin.admin_site._registry[field.related_model]
        rows = related_admin.visible(field.related_model._default_manager.all(), request)
        return [(row.pk, str(row)) for row in rows]


class PartRights:
    """Inlines: whoever may change the whole changes its parts; each row is seen by the rules of its own admin."""

    can_be_added = True
    can_be_deleted = True

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        own_admin = self.admin_site._registry.get(self.model)
        return own_admin.visible(queryset, request) if own_admin else queryset

    def _whole_admin(self):
        return self.admin_site._registry[self.parent_model]

    def roles_that_change(self):
        return self._whole_admin().changed_by

    def has_view_permission(self, request, obj=None):
        return self._whole_admin().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._whole_admin().has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.can_be_added and self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.can_be_deleted and self.can_delete and self.has_change_permission(request, obj)
