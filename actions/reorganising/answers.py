"""The surveys under way: what has not been approved is answered by the department that takes over."""

from django.db.models import Count, Q

from organizations.models.departments import names_at

from ..models import SupportPart, YearlyStatus
from .orders import Kind
from .touched import AnswerMove, KeptYear, PartMove

State = YearlyStatus.State
MOVING = (State.BLANK, State.DRAFT, State.RETURNED, State.SUBMITTED)


def move_answers(order, successor_of, ledger, touched):
    """`successor_of`: item id -> Department, or None: then a person decides, and the answer belongs to nobody.

    The day of a change has come when it is carried out, so every round under way asks the departments of that day
    (year_of_asking), whatever year it is about.
    """
    rows = list(
        YearlyStatus.objects.filter(department__in=order.departments, state__in=MOVING)
        .select_related("item__plan", "round__plan", "grade__scale", "department")
        .select_for_update(of=("self",))
        .order_by("item__plan_id", "fiscal_year", "item__sort_order", "item__code", "pk")
    )
    _take_away_parts_of_new_leads(rows, successor_of, ledger, touched)
    for answer in rows:
        to = successor_of(answer.item_id)
        touched.answers.append(
            AnswerMove(
                answer.item.plan.title,
                answer.fiscal_year,
                str(answer.item),
                answer.get_state_display(),
                str(answer.department),
                str(to or ""),
            )
        )
        ledger.change(answer, department=to)
    _move_parts(order, successor_of, ledger, touched)


def note_kept_years(order, touched):
    """The answers and results of these departments that no change touches, counted by plan and year."""
    rows = YearlyStatus.objects.filter(department__in=order.departments)
    if order.kind == Kind.RENAME:  # later years have the new name
        rows = rows.filter(fiscal_year__lt=order.from_fy)
    rows = (
        rows.values("item__plan", "item__plan__title", "fiscal_year", "department", "department__name")
        .annotate(number=Count("pk"), published=Count("pk", filter=Q(is_published=True)))
        .order_by("item__plan_id", "fiscal_year", "department__sort_order", "department_id")
    )
    names = {}
    for row in rows:
        year = row["fiscal_year"]
        if year not in names:
            names[year] = names_at(order.city_id, year)
        touched.years_kept.append(
            KeptYear(
                row["item__plan__title"],
                year,
                names[year].get(row["department"], row["department__name"]),
                row["number"],
                row["published"],
            )
        )


def _take_away_parts_of_new_leads(answers, successor_of, ledger, touched):
    """A department that is to lead has nothing to add to its own answer; what it wrote stays."""
    leads = {answer.pk: successor_of(answer.item_id) for answer in answers}
    for part in _parts(answer__in=list(leads)):
        if part.department == leads[part.answer_id]:
            _leave_or_delete(part, ledger, touched)


def _move_parts(order, successor_of, ledger, touched):
    parts = _parts(department__in=order.departments, answer__state__in=MOVING)
    taken = {}
    for answer, department in SupportPart.objects.filter(
        answer__in={part.answer_id for part in parts}
    ).values_list("answer", "department"):
        taken.setdefault(answer, set()).add(department)
    for part in sorted(parts, key=_is_empty):  # of two that become one, the written one moves
        to = successor_of(part.answer.item_id)
        if to is None or to.pk == part.answer.department_id or to.pk in taken[part.answer_id]:
            _leave_or_delete(part, ledger, touched)
            continue
        taken[part.answer_id].add(to.pk)
        touched.parts_moved.append(PartMove(*_words(part), str(to)))
        ledger.change(part, department=to)


def _leave_or_delete(part, ledger, touched):
    if _is_empty(part):
        touched.parts_deleted.append(PartMove(*_words(part)))
        ledger.delete(part)
    else:
        touched.parts_kept.append(PartMove(*_words(part)))


def _parts(**which):
    return list(
        SupportPart.objects.filter(**which)
        .select_related("answer__item__plan", "department")
        .select_for_update(of=("self",))
        .order_by("answer__item__plan_id", "answer__fiscal_year", "answer__item__sort_order", "pk")
    )


def _is_empty(part):
    return not (part.done or part.internal_note)


def _words(part):
    answer = part.answer
    return answer.item.plan.title, answer.fiscal_year, str(answer.item), str(part.department)
