"""The staff site."""

from functools import wraps

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.urls import path

# In the order of the work: who, then what is planned, then what is done.
ORDER = (
    "organizations.Municipality",
    "organizations.Department",
    "organizations.DepartmentSuccession",
    "organizations.Reorganisation",
    "organizations.Partner",
    "organizations.User",
    "organizations.Membership",
    "organizations.AccessibilityPolicy",
    "organizations.AccessibilityTest",
    "plans.Plan",
    "plans.Policy",
    "plans.Measure",
    "plans.Indicator",
    "plans.Statistic",
    "plans.RatingScale",
    "actions.ActionItem",
    "actions.ReportingRound",
    "actions.YearlyStatus",
    "actions.ReportText",
    "actions.Evaluation",
    "actions.EvaluationSession",
    "actions.PolicyEvaluator",
    "actions.ItemHandover",
    "actions.ReminderRules",
)


class PortalAdminSite(AdminSite):
    site_header = "Kyodo Portal 職員用"
    site_title = "Kyodo Portal 職員用"
    index_title = "自分の仕事"
    empty_value_display = "―"
    enable_nav_sidebar = False

    @property
    def login_form(self):
        from organizations.login import MemberLoginForm  # this module is loaded before the models are

        return MemberLoginForm

    def has_permission(self, request):
        """Anybody with a membership in force today, and the portal administrator."""
        from organizations.access import access_of

        return not access_of(request.user).is_nobody

    def login(self, request, extra_context=None):
        """Whoever signed in while it was allowed, and may do nothing any more, is signed out and told why."""
        from organizations.login import MemberLoginForm, why_no_entry

        if request.user.is_authenticated and not self.has_permission(request):
            sentence = MemberLoginForm.error_messages[why_no_entry(request.user)]
            logout(request)
            messages.error(request, sentence)
        return super().login(request, extra_context)

    def admin_view(self, view, cacheable=False):
        """No database holds the sign NUL: an address that carries one is refused before it gets there."""

        @wraps(view)
        def checked(request, *args, **kwargs):
            if any("\0" in value for values in request.GET.lists() for value in values[1]):
                raise BadRequest("アドレスに、使えない文字が入っています。")
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)

    def get_urls(self):
        """Django's addresses, without its redirect to any record's page, and the pages of the yearly survey."""
        from actions.staff_views.addresses import survey_addresses

        ours = [path(route, self.admin_view(view), name=name) for route, view, name in survey_addresses()]
        return ours + [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def get_app_list(self, request, app_label=None):
        """The apps and models in the order of work."""
        apps = self._build_app_dict(request, app_label).values()
        for app in apps:
            app["models"].sort(key=lambda entry: place_of(entry["model"]))
        return sorted(apps, key=lambda app: place_of(app["models"][0]["model"]))

    def index(self, request, extra_context=None):
        from actions.staff_views.work import my_work

        return super().index(request, {**my_work(request), **(extra_context or {})})

    def each_context(self, request):
        from organizations.access import access_of

        return super().each_context(request) | {"is_fictional": access_of(request.user).is_fictional}


def place_of(model):
    """Where the model stands in ORDER; what is not named there comes last."""
    label = model._meta.label
    return (ORDER.index(label), "") if label in ORDER else (len(ORDER), label)
