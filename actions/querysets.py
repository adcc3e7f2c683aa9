"""Which action items, answers and rounds to show."""

from datetime import timedelta

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When

from organizations.access import Role
from organizations.natural_keys import NaturalKeyQuerySet
from plans.querysets import seen_by_citizens

HANDED_IN = ("submitted", "approved", "confirmed")
GOES_ON = ("continue", "expand", "improve", "reduce")
ENDS = ("complete", "merge", "abolish")
NOT_JUDGED = ("not_reported", "cancelled", "not_applicable", "not_assessable")

# (title, what it means, which answers): answers that say two things at once, or half of one.
NO_REASON = "評価に理由がない"
CONTRADICTIONS = (
    (
        "完了なのに、続けることになっている",
        "状況は「完了」ですが、今後の方向は「継続」などです。",
        Q(status="completed", next_step__in=GOES_ON),
    ),
    (
        NO_REASON,
        "評価がついていますが、評価の理由が空欄です。",
        Q(grade__isnull=False, reason=""),
    ),
    (
        "判定しない状況なのに、評価がついている",
        "状況は「中止」「対象外」「評価困難」「未報告」のどれかですが、評価がついています。",
        Q(status__in=NOT_JUDGED, grade__isnull=False),
    ),
    (
        "未着手なのに、達成になっている",
        "状況は「未着手」ですが、評価は達成に数える区分です。",
        Q(status="not_started", grade__counts_as="achieved"),
    ),
    (
        "中止なのに、続けることになっている",
        "状況は「中止」ですが、今後の方向は「継続」か「拡充」です。",
        Q(status="cancelled", next_step__in=("continue", "expand")),
    ),
)


class ActionItemQuerySet(NaturalKeyQuerySet):
    def of_published_plans(self):
        """What citizens may see."""
        return self.filter(seen_by_citizens("plan"))

    def for_item_page(self):
        """With all that the page of one item shows but its results, which actions/results.py gives."""
        return self.select_related("phase").prefetch_related(
            self._joined("item_departments", "department"),
            "item_departments__department__former_names",
            self._joined("item_implementers", "implementer"),
            self._joined("item_target_groups", "target_group"),
            self._joined("placements", "measure__policy__parent"),
            Prefetch("related_measures", self._related("related_measures").select_related("policy")),
        )

    def in_force(self, fiscal_year):
        """Items that the plan still asks for in that year: begun, not ended, and not reported as ended before.

        An answer ends its item when its next step says so (完了・統合・廃止), or when it is 完了 or 中止 and names
        no next step. Answers still under way in a round end nothing.
        """
        answers = self._related("yearly_statuses").filter(item=OuterRef("pk"), fiscal_year__lt=fiscal_year)
        over = Q(next_step__in=ENDS) | Q(status__in=("completed", "cancelled"), next_step="")
        return (
            self.exclude(start_fy__gt=fiscal_year)
            .exclude(end_fy__lt=fiscal_year)
            .exclude(Exists(answers.filter(over, state__in=("", "approved", "confirmed"))))
        )

    def _related(self, name):
        return self.model._meta.get_field(name).related_model.objects

    def _joined(self, name, *paths):
        """A prefetch of `name` that brings `paths` along in the same query."""
        return Prefetch(name, self._related(name).select_related(*paths))


class YearlyStatusQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Results the city has published."""
        return self.filter(is_published=True)

    def visible_to(self, access):
        """What a member sees: the 事務局 all, a department its own, the committee what is confirmed.

        The others read what has been handed in. A department reads the answers of those whose work it took over as its
        own.
        """
        if access.is_administrator:
            return self
        readers = access.cities(Role.PUBLISHER) | access.whole_cities(Role.VIEWER)
        handed_in = Q(state__in=("", *HANDED_IN))
        confirmed = Q(state__in=("", "confirmed"))
        own = access.departments(Role.EDITOR, Role.APPROVER)
        own |= access.earlier_departments(Role.EDITOR, Role.APPROVER)
        viewers = access.departments(Role.VIEWER) | access.earlier_departments(Role.VIEWER)
        return self.filter(
            Q(item__plan__municipality__in=access.cities(Role.COORDINATOR))
            | Q(item__plan__municipality__in=readers) & handed_in
            | Q(item__plan__municipality__in=access.cities(Role.EVALUATOR)) & confirmed
            | Q(department__in=viewers) & handed_in
            | Q(department__in=own)
            | self.model.supported_by(own) & handed_in
        )

    def reachable_by(self, access):
        """Those whose page a member may open: a supporting department writes its part while the lead still writes."""
        own = access.departments(Role.EDITOR, Role.APPROVER)
        return self.visible_to(access) | self.filter(self.model.supported_by(own))

    def answers(self):
        """Those of a round."""
        return self.exclude(round=None)

    def with_waiting_evaluations(self):
        """Published ones with a finished evaluation that is not public yet."""
        evaluations = self.model._meta.get_field("evaluations").related_model.objects
        return self.published().filter(Exists(evaluations.waiting_for_publication(answer=OuterRef("pk"))))

    def outstanding(self):
        """Not handed in yet."""
        return self.filter(state__in=("blank", "draft", "returned"))

    def without_department(self):
        """Nobody has been asked yet."""
        return self.answers().filter(department=None)

    def stale_drafts(self, before):
        """Drafts nobody has touched since that moment."""
        return self.filter(state__in=("draft", "returned"), answered_at__lt=before)

    def contradictory(self):
        """Answers under way that say two things at once; CONTRADICTIONS names them."""
        found = Q()
        for _title, _meaning, condition in CONTRADICTIONS:
            found |= condition
        return self.exclude(state="blank").filter(found)

    def in_plan_order(self):
        return self.order_by("item__sort_order", "item__code")

    def for_lists(self):
        return self.select_related("item", "department", "grade", "round").in_plan_order()


class ReportingRoundQuerySet(NaturalKeyQuerySet):
    def of_cities(self, cities):
        return self.filter(plan__municipality__in=cities)

    def current(self):
        """The newest of each plan, and older ones in which something is still to be done; of cities in use."""
        later = self.model.objects.filter(plan=OuterRef("plan"), fiscal_year__gt=OuterRef("fiscal_year"))
        answers = self.model._meta.get_field("answers").related_model.objects
        undone = answers.filter(round=OuterRef("pk")).exclude(state="confirmed")
        return (
            self.filter(~Exists(later) | Exists(undone), plan__municipality__is_in_use=True)
            .select_related("plan__municipality", "scale")
            .order_by("due_on", "plan__municipality__code", "plan_id", "fiscal_year")
        )

    def to_judge(self, cities):
        """Those the committee of these cities reads: the newest of each plan, and unpublished years not judged yet."""
        answers = self.model._meta.get_field("answers").related_model.objects
        judged = Q(evaluations__stage="external", evaluations__is_handed_in=True)
        missing = answers.filter(round=OuterRef("pk"), state="confirmed", is_published=False).exclude(judged)
        later = self.model.objects.filter(plan=OuterRef("plan"), fiscal_year__gt=OuterRef("fiscal_year"))
        return (
            self.of_cities(cities)
            .filter(~Exists(later) | Exists(missing), plan__evaluates_externally=True)
            .select_related("plan")
            .order_by("plan__municipality__code", "plan_id", "fiscal_year")
        )

    def before(self, plan, fiscal_year):
        """The round of the plan before that year, or None."""
        return self.filter(plan=plan, fiscal_year__lt=fiscal_year).order_by("-fiscal_year").first()


class EvaluationQuerySet(NaturalKeyQuerySet):
    def published(self):
        """What citizens may see."""
        return self.filter(is_published=True, answer__is_published=True)

    def waiting_for_publication(self, **of):
        """Finished, and not public yet; or the reply to it is not."""
        reply_waits = ~Q(reply="") & Q(is_reply_published=False)
        return self.filter(Q(is_published=False) | reply_waits, is_handed_in=True, **of)

    def for_readers(self):
        """What citizens may see, in the order of the stages: 内部, 相互, 外部."""
        return self.published().in_order_of_stages()

    def in_order_of_stages(self):
        order = {"internal": 1, "mutual": 2, "external": 3}
        place = Case(*(When(stage=stage, then=number) for stage, number in order.items()))
        return self.select_related("grade", "partner").order_by(place, "partner__sort_order", "pk")

    def visible_to(self, access):
        """The 事務局 sees all of its city; a department what belongs to its own answers; readers what is finished."""
        if access.is_administrator:
            return self
        city = "answer__item__plan__municipality__in"
        finished = Q(is_handed_in=True)
        own = access.departments(Role.EDITOR, Role.APPROVER)
        earlier = access.earlier_departments(Role.EDITOR, Role.APPROVER, Role.VIEWER)
        readers = access.cities(Role.PUBLISHER) | access.whole_cities(Role.VIEWER)
        return self.filter(
            Q(**{city: access.cities(Role.COORDINATOR)})
            | Q(**{city: access.cities(Role.EVALUATOR)}, stage="external") & finished
            | Q(**{city: readers}) & finished
            | Q(answer__department__in=access.departments(Role.VIEWER) | earlier) & finished
            | Q(answer__department__in=own) & (finished | Q(stage="mutual"))
        )


class ReminderMailQuerySet(QuerySet):
    # A run sends its mails one after the other; whatever waits for longer than this, no run will send.
    LONGEST_WAIT = timedelta(minutes=10)

    def abandoned(self, now):
        """Those written down by a run that ended before their turn came."""
        return self.filter(self.is_abandoned(now))

    def counted_since(self, moment, now):
        """Those that keep a second one back: sent, told by hand, perhaps sent, or about to be sent."""
        return self.filter(at__gt=moment).exclude(Q(outcome="failed") | self.is_abandoned(now))

    def is_abandoned(self, now):
        return Q(outcome="queued", at__lte=now - self.LONGEST_WAIT)
