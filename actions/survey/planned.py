"""What the plan's table prints for the year an answer is about."""

from plans.models import RoadmapColumn

from ..models import ScheduleCell


def planned_stages(answers, *, items=None):
    """Item id -> [(heading, printed, meaning)] for the year of the answers; an open end goes on for ever.

    `answers`: of one plan and one year. `items`: a queryset of their item ids, where they are many. Three queries.
    """
    answers = list(answers)
    cells = {answer.item_id: [] for answer in answers}
    if not cells:
        return {}
    rows = (
        ScheduleCell.objects.filter(item__in=list(cells) if items is None else items)
        .select_related("phase")
        .prefetch_related("stages")
        .order_by("fiscal_year", "part", "phase__number")
    )
    for cell in rows:
        if cell.item_id in cells:
            cells[cell.item_id].append(cell)
    year = answers[0].fiscal_year
    last = None
    if any(all(cell.fiscal_year != year for cell in own) for own in cells.values()):
        open_from = RoadmapColumn.objects.filter(
            plan=answers[0].item.plan_id, is_open_ended=True, fiscal_year__lte=year
        )
        last = open_from.values_list("fiscal_year", flat=True).first()
    return {item: [_words(cell) for cell in _of_year(own, year, last)] for item, own in cells.items()}


def _of_year(cells, year, last):
    """`last`: the year of the table's last column, where that goes on beyond it."""
    found = [cell for cell in cells if cell.fiscal_year == year]
    if not found and last:
        found = [cell for cell in cells if cell.fiscal_year == last]
    return found + [cell for cell in cells if cell.phase_id]


def _words(cell):
    return cell.phase.name if cell.phase_id else "", cell.as_printed, cell.meaning
