"""The staff site."""

from django.contrib.admin import AdminSite
from django.utils import timezone

# In the order of the work: who, then what is planned, then what is done.
ORDER = (
    "organizations.Municipality",
    "organizations.Department",
    "organizations.DepartmentSuccession",
    "organizations.Partner",
    "organizations.User",
    "organizations.Membership",
    "auth.Group",
    "plans.Plan",
    "plans.Policy",
    "plans.Measure",
    "plans.Indicator",
    "plans.Statistic",
    "plans.RatingScale",
    "actions.ActionItem",
    "actions.YearlyStatus",
)


class PortalAdminSite(AdminSite):
    site_header = "Kyodo Portal 職員用"
    site_title = "Kyodo Portal 職員用"
    index_title = "計画と進捗の管理"
    empty_value_display = "―"
    enable_nav_sidebar = False

    def get_app_list(self, request, app_label=None):
        """The apps and models in the order of work; groups of permissions stand with the people they are for."""
        apps = self._build_app_dict(request, app_label)
        if app_label is None and "auth" in apps and "organizations" in apps:
            apps["organizations"]["models"] += apps.pop("auth")["models"]
        for app in apps.values():
            app["models"].sort(key=lambda entry: place_of(entry["model"]))
        return sorted(apps.values(), key=lambda app: place_of(app["models"][0]["model"]))

    def index(self, request, extra_context=None):
        return super().index(request, {"my_plans": plans_of(request.user), **(extra_context or {})})


def place_of(model):
    """Where the model stands in ORDER; what is not named there comes last."""
    label = model._meta.label
    return (ORDER.index(label), "") if label in ORDER else (len(ORDER), label)


def plans_of(user):
    """The plans of the cities the user works for today; all of them for a superuser."""
    from plans.models import Plan  # this module is loaded before the models are

    plans = Plan.objects.select_related("municipality")
    if user.is_superuser:
        return plans
    today = timezone.localdate()
    return plans.filter(
        municipality__in=user.memberships.filter(start_on__lte=today, end_on__gte=today).values(
            "municipality"
        )
    )
