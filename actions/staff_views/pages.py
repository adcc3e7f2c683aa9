"""What the staff pages of the survey have in common: the context of the admin, and finding what one may see."""

from functools import wraps

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render

from organizations.access import Role, access_of
from organizations.models import Municipality
from organizations.staff_admin.conflicts import typed_texts
from plans.models import Plan

from ..models import ReportingRound, YearlyStatus
from ..survey.refusals import NotYours, SurveyRefused
from ..survey.rights import Desk


def staff_page(request, template, title, context):
    """The page, with the frame of the admin around it; never kept by a cache (admin_view sees to that)."""
    return render(request, template, {**frame_of(request), "title": title, **context})


def frame_of(request):
    return admin.site.each_context(request)


def not_saved(request, sentence, model):
    """The page that gives back what was typed when it can no longer be saved, with the sentence that says why."""
    typed = typed_texts(request.POST, model)
    return staff_page(
        request, "survey/not_saved.html", "保存できませんでした", {"sentence": sentence, "typed": typed}
    )


def find_answer(request, answer_id):
    """The answer of a round, if this person may see it, and the person's Desk in its city; 404 otherwise."""
    answer = (
        YearlyStatus.objects.answers()
        .reachable_by(access_of(request.user))
        .select_related("item__plan__municipality", "round__scale", "department", "grade", "answered_by")
        .filter(pk=answer_id)
        .first()
    )
    if answer is None:
        raise Http404("お探しの回答は見つかりませんでした。")
    return answer, Desk(request.user, answer.item.plan.municipality_id)


def find_round(request, round_id, *, for_coordinator=False):
    """The round, if this person takes part in it (or, where asked, coordinates it), and the Desk; 404 otherwise."""
    round_ = ReportingRound.objects.select_related("plan__municipality", "scale").filter(pk=round_id).first()
    desk = round_ and Desk(request.user, round_.plan.municipality_id)
    if round_ is None or not (desk.coordinates if for_coordinator else desk.access.has(city=desk.city_id)):
        raise Http404("お探しの調査は見つかりませんでした。")
    return round_, desk


def find_city(request, city_id):
    """The city, if this person is its 事務局; 404 otherwise."""
    city = Municipality.objects.filter(pk=city_id).first()
    if city is None or not access_of(request.user).has(Role.COORDINATOR, city=city.pk):
        raise Http404("お探しの市区町村は見つかりませんでした。")
    return city


def find_plan(request, plan_id):
    """The plan, if this person is 事務局 of its city; 404 otherwise."""
    plan = Plan.objects.select_related("municipality", "owner").filter(pk=plan_id).first()
    if plan is None or not access_of(request.user).has(Role.COORDINATOR, city=plan.municipality_id):
        raise Http404("お探しの計画は見つかりませんでした。")
    return plan


def says_why(address):
    """A refused deed leads back to a page (`address` gets the view's arguments) with the sentence that says why."""

    def decorate(view):
        @wraps(view)
        def wrapped(request, **kwargs):
            try:
                return view(request, **kwargs)
            except NotYours as refusal:
                raise Http404(str(refusal)) from refusal
            except SurveyRefused as refusal:
                messages.error(request, str(refusal))
                return redirect(address(**kwargs))

        return wrapped

    return decorate
