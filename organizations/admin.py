"""Staff pages: cities, departments, partners, and the people who work with the plans."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from .access import RANKS, Role, access_of
from .accessibility_admin import AccessibilityPolicyAdmin, AccessibilityTestAdmin, CriterionResultAdmin
from .models import (
    AccessibilityPolicy,
    AccessibilityTest,
    CriterionResult,
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    Membership,
    Municipality,
    Partner,
    User,
)
from .planned_changes import why_not_there
from .staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline
from .staff_admin.scope import is_key

MEMBERSHIP_FIELDS = ("user", "municipality", "department", "role", "start_on", "end_on")
NEW_IN = "municipality"  # in the address of the page for a new person: where the first membership is


PAGES_OF_ITS_WORK = {
    "survey_remind": "提出の催促",
    "survey_members": "年度替わりの所属",
    "survey_reorganisations": "機構改革",
    "survey_check": "データの点検",
}


@admin.register(Municipality)
class MunicipalityAdmin(StaffModelAdmin):
    """Cities are set up by the portal administrator alone."""

    scope_paths = {"municipality": "pk"}
    changed_by = ()
    list_display = ("name", "prefecture", "code", "slug", "is_in_use")
    list_filter = ("is_in_use", "prefecture")
    search_fields = ("search_text",)
    fieldsets = (
        (
            "基本",
            {
                "description": "市区町村の名前と番号。ここで登録すると、部署と計画を入力できます。",
                "fields": ("name", "reading", "name_en", "prefecture", "code", "slug", "is_fictional"),
            },
        ),
        (
            "使用",
            {
                "description": (
                    "使用を止めると、この市区町村の公開ページとファイルがなくなり、職員もログインできなくなります。"
                    "何も削除されず、印を戻せば元どおりになります。"
                ),
                "fields": ("is_in_use",),
            },
        ),
        ("公開ページ", {"description": "この市区町村のページの見た目。", "fields": ("colour",)}),
        (
            "年次報告書",
            {
                "description": "公開した報告書は、そのときの条件のままです。ここを変えると、次の版から変わります。",
                "fields": ("licence",),
            },
        ),
        ("読み取り", {"description": "資料を読み取ったときに気づいたこと。", "fields": ("reading_note",)}),
    )
    readonly_fields = ("pages_of_its_work",)

    def get_fieldsets(self, request, obj=None):
        """Whoever may do the work of the 事務局 there finds its pages here too, whatever the number of cities."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not access_of(request.user).has(Role.COORDINATOR, city=obj.pk):
            return fieldsets
        work = ("事務局の仕事", {"description": "", "fields": ("pages_of_its_work",)})
        return (*fieldsets, work)

    @admin.display(description="開く")
    def pages_of_its_work(self, city):
        links = ((reverse(f"admin:{page}", args=[city.pk]), word) for page, word in PAGES_OF_ITS_WORK.items())
        return format_html_join("、", '<a href="{}">{}</a>', links)

    def response_add(self, request, obj, post_url_continue=None):
        """A city begins to work with its first 事務局."""
        if "_popup" not in request.POST:
            page = f"{reverse('admin:organizations_user_add')}?{NEW_IN}={obj.pk}"
            sentence = '次に: <a href="{}">{}の最初の事務局を登録する</a>'
            messages.info(request, format_html(sentence, page, obj.name))
        return super().response_add(request, obj, post_url_continue)


class FormerNameInline(StaffTabularInline):
    model = DepartmentFormerName
    after = "基本"


@admin.register(Department)
class DepartmentAdmin(StaffModelAdmin):
    imported_list = "organizations.Department"
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
                "fields": ("municipality", "code", "name", "reading", "name_en", "is_collective"),
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
    imported_list = "organizations.Partner"
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


class MembershipForm(forms.ModelForm):
    """A person has a role in a department once at a time, and only while there is that department."""

    def clean(self):
        data = super().clean()
        if self.changed_data and not self.errors and data.get("end_on"):
            for key, value in data.items():
                if key in MEMBERSHIP_FIELDS:
                    setattr(self.instance, key, value)
            for name, sentence in why_not_there(self.instance).items():
                self.add_error(name if name in self.fields else None, sentence)
        return data


class GrantedRoles:
    """A membership is given only by somebody who may give that role in that city."""

    form = MembershipForm

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "role":
            access = access_of(request.user)
            cities = access.cities(Role.COORDINATOR)

            def check(role):
                if not access.is_administrator and not any(access.may_grant(role, city) for city in cities):
                    raise ValidationError("この役割を与えることはできません。")

            field.validators = [*field.validators, check]
        return field


class MembershipInline(GrantedRoles, StaffTabularInline):
    model = Membership
    after = "氏名"
    autocomplete_fields = ("municipality", "department")
    fields = ("municipality", "department", "role", "start_on", "end_on")
    can_be_deleted = False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        cities = access_of(request.user).cities(Role.COORDINATOR)
        wanted = request.GET.get(NEW_IN, "")
        if db_field.name == "municipality" and access_of(request.user).is_administrator and is_key(wanted):
            kwargs["initial"] = int(wanted)
        elif db_field.name == "municipality" and len(cities) == 1:
            kwargs["initial"] = next(iter(cities))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        """A new person has a place to work from the start; only the portal administrator may leave it open."""
        if obj is None:
            is_free = access_of(request.user).is_administrator and NEW_IN not in request.GET
            kwargs |= {"extra": 1} if is_free else {"min_num": 1, "validate_min": True}
        return super().get_formset(request, obj, **kwargs)

    def has_change_permission(self, request, obj=None):
        """The 事務局 gives roles in its own city to people of other cities too, and to nobody's own self."""
        if obj is not None and obj.pk == request.user.pk and not access_of(request.user).is_administrator:
            return False
        return self._whole_admin().has_view_permission(request, obj)


admin.site.register(AccessibilityPolicy, AccessibilityPolicyAdmin)
admin.site.register(AccessibilityTest, AccessibilityTestAdmin)
admin.site.register(CriterionResult, CriterionResultAdmin)
admin.site.unregister(Group)  # rights come from memberships alone


@admin.register(User)
class StaffUserAdmin(StaffModelAdmin, UserAdmin):
    """The people who sign in. The 事務局 sees those of its city and keeps the accounts of those who work only there."""

    seen_by = (Role.COORDINATOR,)
    can_be_deleted = False
    list_display = ("username", "last_name", "first_name", "is_active", "is_superuser")
    list_filter = ("is_active", "memberships__role", "memberships__municipality")
    search_fields = ("username", "last_name", "first_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    export_columns = ("username", "last_name", "first_name", "email", "is_active", "is_superuser")
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
            "有効",
            {
                "description": (
                    "できることは「所属と役割」で決まり、期間が過ぎるとログインできなくなります。"
                    "退職などのときは「有効」の印を外します。履歴に名前を残すため、削除はできません。"
                ),
                "fields": ("is_active", "is_superuser"),
            },
        ),
        ("記録", {"description": "自動で記録されます。", "fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (
            "基本",
            {
                "description": "ユーザー名と最初のパスワード。本人に伝え、はじめに変えてもらいます。",
                "fields": ("username", "password1", "password2"),
            },
        ),
        (
            "氏名",
            {
                "description": "氏名は公開されません。変更の履歴に使います。",
                "fields": (("last_name", "first_name"), "email"),
            },
        ),
    )

    def visible(self, queryset, request):
        access = access_of(request.user)
        if access.is_administrator:
            return queryset
        members = Membership.objects.filter(municipality__in=access.cities(Role.COORDINATOR))
        return queryset.filter(pk__in=members.values("user"))

    def allowed_choices(self, queryset, request, roles):
        return self.visible(queryset, request)

    def sees(self, request, obj):
        return self.visible(User.objects.filter(pk=obj.pk), request).exists()

    def changes(self, request, obj):
        """Nobody keeps the account of somebody who can do more: an administrator, a 公開責任者, a member elsewhere."""
        own = access_of(request.user).cities(Role.COORDINATOR)
        above = [role for role in Role if RANKS[role] > RANKS[Role.COORDINATOR]]
        memberships = Membership.objects.filter(user=obj.pk)
        beyond = memberships.exclude(municipality__in=own) | memberships.filter(role__in=above)
        return not obj.is_superuser and self.sees(request, obj) and not beyond.exists()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_superuser":
            field.label = "ポータルの管理者"
            field.help_text = (
                "すべての市の、すべてのことができます。市の設定と、最初の事務局の登録をする人だけに。"
            )
        return field

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if access_of(request.user).is_administrator else (*fields, "is_superuser")


@admin.register(Membership)
class MembershipAdmin(GrantedRoles, StaffModelAdmin):
    seen_by = (Role.COORDINATOR,)
    can_be_deleted = False
    scope_paths = {"municipality": "municipality"}
    list_display = ("user", "role", "municipality", "department", "start_on", "end_on")
    list_filter = ("municipality", "role", "end_on")
    list_select_related = ("user", "municipality", "department")
    search_fields = ("user__username", "user__last_name", "user__first_name", "department__search_text")
    autocomplete_fields = ("user", "municipality", "department")

    def changes(self, request, obj):
        """Nobody gives oneself a role, nor touches one above the own."""
        may_give = access_of(request.user).may_grant(obj.role, obj.municipality_id)
        return super().changes(request, obj) and may_give and obj.user_id != request.user.pk

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user" and not access_of(request.user).is_administrator:
            field.queryset = field.queryset.exclude(pk=request.user.pk)
            field.help_text = (
                "役割を持つ人。選べるのは、この市の人です。"
                "ほかの市だけで働いている人に役割を与えるときは、ポータルの管理者に頼んでください。"
            )
        return field

    fieldsets = (
        (
            None,
            {
                "description": "だれが、どの部署で、何をできるか。年度が替わるときに、終了日を延ばすか新しく登録します。",
                "fields": ("user", "municipality", "department", "role", ("start_on", "end_on")),
            },
        ),
    )
