"""Showing confirmed results and their evaluations to citizens, and taking them back."""

from django.db import transaction

from organizations.access import Role, access_of
from plans.models import IndicatorFigure

from ..models import Evaluation, YearlyStatus

PUBLISHABLE = ("", YearlyStatus.State.CONFIRMED)


@transaction.atomic
def publish_statuses(statuses, *, by):
    """Publish those that are confirmed (or were never in a survey), with the figures reported in them.

    The finished evaluations of published results are published along, also where the result was published before.
    Returns (how many results were published, how many evaluations, how many results cannot be). Only those of cities
    where `by` is 公開責任者 count.
    """
    return show_statuses(_own(statuses, by))


def show_statuses(statuses):
    """The same without asking who may; the caller has opened the transaction."""
    # By their ids: a list filtered by "not public" would be empty as soon as they are.
    own = YearlyStatus.objects.filter(pk__in=list(statuses.values_list("pk", flat=True)))
    hold(own)
    rows = list(own.filter(is_published=False).select_related("item"))
    ready = [row for row in rows if row.state in PUBLISHABLE]
    for row in ready:
        row.is_published = True
        row.save(update_fields=["is_published"])
        for figure in row.figures.exclude(value=None):
            actual, _is_new = IndicatorFigure.objects.get_or_create(
                indicator_id=figure.indicator_id,
                fiscal_year=row.fiscal_year,
                kind=IndicatorFigure.Kind.ACTUAL,
                defaults={"value": figure.value},
            )
            if actual.value != figure.value:
                actual.value, actual.is_approximate, actual.as_printed = figure.value, False, ""
                actual.save()
    shown = list(waiting_evaluations(own).select_for_update(of=("self",)).order_by("pk"))
    for evaluation in shown:
        evaluation.is_published, evaluation.is_reply_published = True, bool(evaluation.reply)
        evaluation.save()
    return len(ready), len(shown), len(rows) - len(ready)


def waiting_evaluations(statuses):
    """Finished evaluations of published results that are not public yet."""
    published = statuses.filter(is_published=True).values("pk")
    return Evaluation.objects.waiting_for_publication(answer__in=published)


def without_reply(statuses):
    """Public opinions of the committee on these results that the city has yet to reply to."""
    return Evaluation.objects.filter(
        answer__in=statuses.values("pk"),
        answer__item__plan__replies_to_evaluations=True,
        stage=Evaluation.Stage.EXTERNAL,
        is_published=True,
        reply="",
    ).exclude(opinion="")


@transaction.atomic
def take_back_statuses(statuses, *, by):
    """Hide published results and their evaluations again; returns how many results.

    The figures of indicators stay, they are the plan's own.
    """
    own = _own(statuses, by).filter(is_published=True)
    hold(own)
    return hide_statuses(own)


def hold(statuses):
    """Keep these results as they are until the end of the transaction: nobody returns one in the middle of it."""
    list(statuses.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def hide_statuses(statuses):
    """The same without asking who may; the caller has opened the transaction and holds the rows."""
    rows = list(statuses)
    for row in rows:
        for evaluation in row.evaluations.filter(is_published=True):
            evaluation.is_published = evaluation.is_reply_published = False
            evaluation.save()
        row.is_published = False
        row.save(update_fields=["is_published"])
    return len(rows)


def _own(statuses, by):
    access = access_of(by)
    if access.is_administrator:
        return statuses
    return statuses.filter(item__plan__municipality__in=access.cities(Role.PUBLISHER))
