"""The admin classes every model of ours is registered with."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.forms import ExportForm

from organizations.models import Municipality
from organizations.resources import CsvForExcel, CsvShiftJis, Workbook, list_resource

from .deletion import ExplainedDeletion
from .history import JapaneseHistory
from .no_lost_updates import NoLostUpdates
from .rights import MemberRights
from .scope import ScopedChoices, is_key
from .search import FoldedSearch


class StaffModelAdmin(
    MemberRights,
    NoLostUpdates,
    ScopedChoices,
    FoldedSearch,
    ExplainedDeletion,
    ExportMixin,
    JapaneseHistory,
):
    list_per_page = 50
    save_on_top = True
    export_form_class = ExportForm
    export_formats = (CsvForExcel, Workbook, CsvShiftJis)
    export_columns: tuple[str, ...] = ()
    # The list of `actions.importing_lists.LISTS` that a file can be read into from here; empty: none.
    imported_list = ""
    # Inlines whose choices depend on the whole (its plan) wait until the whole is saved.
    inlines_after_saving = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        self.remember_scope(request, obj)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_changeform_initial_data(self, request):
        """?plan=3 chooses it beforehand; a number no row can have chooses nothing."""
        initial = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in initial.items()
            if not (isinstance(value, str) and value.isdecimal() and not is_key(value))
        }

    def get_inlines(self, request, obj):
        return [] if obj is None and self.inlines_after_saving else super().get_inlines(request, obj)

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """`sheet`: fieldsets and inlines in the order of the printed sheet."""
        inlines = list(context["inline_admin_formsets"])
        sheet = []
        for fieldset in context["adminform"]:
            sheet.append({"fieldset": fieldset})
            sheet += [{"inline": inline} for inline in inlines if inline.opts.after == fieldset.name]
        placed = [part["inline"] for part in sheet if "inline" in part]
        sheet += [{"inline": inline} for inline in inlines if inline not in placed]
        context["sheet"] = sheet
        context["may_see_history"] = obj is not None and self.has_view_history_permission(request, obj)
        context["fictional_record"] = self._is_fictional(obj)
        context["parts_follow"] = add and self.inlines_after_saving
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _is_fictional(self, obj):
        city = obj and self.scope_of(obj).get("municipality")
        return bool(city) and Municipality.objects.filter(pk=city, is_fictional=True).exists()

    def response_add(self, request, obj, post_url_continue=None):
        if self.inlines_after_saving and not {"_addanother", "_popup"} & set(request.POST):
            request.POST = request.POST.copy()
            request.POST["_continue"] = 1
        return super().response_add(request, obj, post_url_continue)

    def changelist_view(self, request, extra_context=None):
        imports = self.imported_list and self.has_change_permission(request)
        context = {"import_list": self.imported_list if imports else "", **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_export_resource_classes(self, request):
        hidden = () if self.sees_internal_fields(request) else self.internal_fields
        return [
            list_resource(
                self.model, self.export_columns, without=hidden, city=self.scope_paths.get("municipality", "")
            )
        ]

    def init_request_context_data(self, request, form):
        context = super().init_request_context_data(request, form)
        context["columns"] = self.get_export_resource_classes(request)[0]().get_export_headers()
        return context

    def get_export_data(self, file_format, request, queryset, **kwargs):
        kwargs["encoding"] = getattr(file_format, "file_encoding", None)
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def get_export_filename(self, request, queryset, file_format):
        """The library would name the day of Greenwich."""
        return f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"


class PartAdmin(StaffModelAdmin):
    """A row that is edited inside the form of its whole; its own page is for history and the way back."""

    whole: str

    def has_module_permission(self, request):
        return False

    def response_post_save_change(self, request, obj):
        whole = getattr(obj, self.whole)
        info = (self.admin_site.name, whole._meta.app_label, whole._meta.model_name)
        return HttpResponseRedirect(reverse("{}:{}_{}_change".format(*info), args=[whole.pk]))
