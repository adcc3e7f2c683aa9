"""What every public page of one plan has in common."""

from functools import wraps

from django.http import Http404
from django.utils.cache import add_never_cache_headers

from organizations.access import may_preview

from .models import Plan


def plan_page(view):
    """Give the view its Plan instead of the two parts of the address.

    An unpublished plan is 404 to citizens; staff of the city see it marked as a preview (`plan.is_preview`),
    and no cache keeps the page. The plans of a city out of use are 404 to everybody.
    """

    @wraps(view)
    def wrapped(request, municipality_slug, plan_slug, **kwargs):
        plan = Plan.objects.at_address(municipality_slug, plan_slug).first()
        if plan is None or not (plan.is_published or may_preview(request.user, plan.municipality)):
            raise Http404("お探しの計画は見つかりませんでした。")
        plan.is_preview = not plan.is_published
        response = view(request, plan, **kwargs)
        if plan.is_preview:
            add_never_cache_headers(response)
            response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped
