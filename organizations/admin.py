"""Staff pages: cities, departments, partners, and the people who work with the plans."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from .models import (
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    Membership,
    Municipality,
    Partner,
    User,
)
from .staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline


@admin.register(Municipality)
class MunicipalityAdmin(StaffModelAdmin):
    scope_paths = {"municipality": "pk"}
    list_display = ("name", "prefecture", "code", "slug")
    list_filter = ("prefecture",)
    search_fields = ("search_text",)
    fieldsets = (
        (
            "基本",
            {
                "description": "市区町村の名前と番号。ここで登録すると、部署と計画を入力できます。",
                "fields": ("name", "reading", "prefecture", "code", "slug"),
            },
        ),
        ("読み取り", {"description": "資料を読み取ったときに気づいたこと。", "fields": ("reading_note",)}),
    )


class FormerNameInline(StaffTabularInline):
    model = DepartmentFormerName
    after = "基本"


@admin.register(Department)
class DepartmentAdmin(StaffModelAdmin):
    scope_paths = {"municipality": "municipality"}
    fixed_after_adding = ("municipality",)
    list_display = ("name", "municipality", "code", "is_collective", "start_fy", "end_fy")
    list_filter = ("municipality", "is_collective")
    list_select_related = ("municipality",)
    search_fields = ("search_text", "code")
    autocomplete_fields = ("municipality",)
    inlines = (FormerNameInline,)
    fieldsets = (
        (
            "基本",
            {
                "description": "部署の名称。改称しても番号は変えず、下の「旧名称」に前の名称を入れます。",
                "fields": ("municipality", "code", "name", "reading", "is_collective"),
            },
        ),
        (
            "期間",
            {
                "description": "設けられた年度と廃止された年度。統合や分割は「部署の引き継ぎ」に入力します。",
                "fields": (("start_fy", "end_fy"),),
            },
        ),
        (
            "連絡先",
            {
                "description": "市民の問い合わせ先として公開されます。職員個人の連絡先は入れないでください。",
                "fields": ("postal_code", "address", ("tel", "fax"), "email", "contact_as_printed"),
            },
        ),
        (
            "読み取りと並び順",
            {
                "description": "資料を読み取ったときの注記と、一覧での並び順。",
                "fields": ("reading_note", "sort_order"),
            },
        ),
    )


@admin.register(DepartmentFormerName)
class DepartmentFormerNameAdmin(PartAdmin):
    whole = "department"
    scope_paths = {"municipality": "department__municipality"}
    list_display = ("name", "department", "last_fy")
    list_select_related = ("department",)
    search_fields = ("name", "department__search_text")
    autocomplete_fields = ("department",)
    fields = ("department", "name", "last_fy")


@admin.register(DepartmentSuccession)
class DepartmentSuccessionAdmin(StaffModelAdmin):
    scope_paths = {"municipality": "predecessor__municipality"}
    list_display = ("predecessor", "successor", "kind", "from_fy")
    list_filter = ("kind", "predecessor__municipality")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__search_text", "successor__search_text")
    autocomplete_fields = ("predecessor", "successor")
    fieldsets = (
        (
            None,
            {
                "description": "統合・分割・移管で、どの部署がどの部署の仕事を引き継いだか。ひと組ずつ入力します。",
                "fields": ("predecessor", "successor", "kind", "from_fy"),
            },
        ),
    )


@admin.register(Partner)
class PartnerAdmin(StaffModelAdmin):
    scope_paths = {"municipality": "municipality"}
    fixed_after_adding = ("municipality",)
    list_display = ("name", "kind", "area", "municipality")
    list_filter = ("municipality", "kind")
    list_select_related = ("municipality",)
    search_fields = ("name", "reading", "area")
    autocomplete_fields = ("municipality",)
    fieldsets = (
        (
            None,
            {
                "description": "市と協働する団体・協議会・事業者・学校など。計画の「実施主体」から選べるようになります。",
                "fields": ("municipality", "name", "reading", "kind", "area", "sort_order"),
            },
        ),
    )


class MembershipInline(StaffTabularInline):
    model = Membership
    after = "氏名"
    autocomplete_fields = ("municipality", "department")
    fields = ("municipality", "department", "role", "start_on", "end_on")


@admin.register(User)
class StaffUserAdmin(StaffModelAdmin, UserAdmin):
    list_display = ("username", "last_name", "first_name", "is_active", "is_staff", "is_superuser")
    list_filter = ("is_active", "is_staff", "memberships__role", "memberships__municipality")
    search_fields = ("username", "last_name", "first_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    inlines_after_saving = True
    export_columns = ("username", "last_name", "first_name", "email", "is_active", "is_staff", "is_superuser")
    fieldsets = (
        (
            "基本",
            {
                "description": "利用者の名前とパスワード。ユーザー名はログインに使います。",
                "fields": ("username", "password"),
            },
        ),
        (
            "氏名",
            {
                "description": "氏名とメールアドレスは公開されません。変更の履歴に、だれが行ったかを示すために使います。",
                "fields": (("last_name", "first_name"), "email"),
            },
        ),
        (
            "権限",
            {
                "description": "異動や退職のときは「有効」の印を外します。履歴に名前を残すため、削除はできません。",
                "fields": ("is_active", "is_staff", "is_superuser", "groups"),
            },
        ),
        ("記録", {"description": "自動で記録されます。", "fields": (("last_login", "date_joined"),)}),
    )

    add_fieldsets = (
        (
            "基本",
            {
                "description": "ユーザー名と最初のパスワード。保存すると、続けて氏名と所属を入力できます。",
                "fields": ("username", "password1", "password2"),
            },
        ),
    )

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Membership)
class MembershipAdmin(StaffModelAdmin):
    scope_paths = {"municipality": "municipality"}
    list_display = ("user", "role", "municipality", "department", "start_on", "end_on")
    list_filter = ("municipality", "role", "end_on")
    list_select_related = ("user", "municipality", "department")
    search_fields = ("user__username", "user__last_name", "user__first_name", "department__search_text")
    autocomplete_fields = ("user", "municipality", "department")
    fieldsets = (
        (
            None,
            {
                "description": "だれが、どの部署で、何をできるか。年度が替わるときに、終了日を延ばすか新しく登録します。",
                "fields": ("user", "municipality", "department", "role", ("start_on", "end_on")),
            },
        ),
    )


class JapanesePermissionField(forms.ModelMultipleChoiceField):
    """Django keeps the names of permissions in English."""

    ACTIONS = {"add": "追加", "change": "変更", "delete": "削除", "view": "閲覧"}

    def label_from_instance(self, permission):
        action, _, _model = permission.codename.partition("_")
        return f"{permission.content_type.name}: {self.ACTIONS.get(action, permission.name)}"


admin.site.unregister(Group)


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin):
    save_on_top = True
    filter_horizontal = ()
    fieldsets = (
        (
            None,
            {
                "description": "まとめて与える権限。利用者の「権限」で、このグループを選ぶと使えるようになります。",
                "fields": ("name", "permissions"),
            },
        ),
    )

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs |= {"form_class": JapanesePermissionField, "widget": forms.CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        ours = Q(content_type__app_label__in=["organizations", "plans", "actions"])
        field.queryset = (
            Permission.objects.filter(ours)
            .exclude(content_type__model__startswith="historical")
            .select_related("content_type")
            .order_by("content_type__app_label", "content_type__model", "codename")
        )
        return field
