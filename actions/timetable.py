"""The yearly table of a plan: its columns, and for each item what stands in them."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import era_year, other_calendar

from .models.schedule import ScheduleCell, meaning_of

ROW = "\0"  # stands for the address of the row in cells that many rows share; no text of a plan has it


@dataclass(slots=True, frozen=True)
class Slot:
    """One narrow column: a fiscal year, a part of one, or a phase. `label` names it where no head is in sight;
    `address` tells it from the plan's other slots in the address of a cell: 2010, 2010-2, phase-2."""

    fiscal_year: int | None
    phase_id: int | None
    part: int | None
    label: str
    address: str


@dataclass(slots=True)
class Column:
    """A printed column with its slots (more than one where the document cuts the year into parts)."""

    label_as_printed: str
    title: str
    subtitle: str
    slots: list[Slot]
    is_open_ended: bool
    fiscal_year: int | None
    phase_id: int | None
    phase_number: int | None = None

    @property
    def width(self):
        return len(self.slots)

    @property
    def address(self):
        """What tells the column from the others in an address: year-2010, phase-2."""
        return f"year-{self.fiscal_year}" if self.fiscal_year else self.slots[0].address


@dataclass(slots=True)
class Cell:
    """What is printed in a slot, beside what it means. `html` is the reader's text for it."""

    as_printed: str
    stages: tuple
    is_continuation: bool
    is_uncertain: bool
    printed_at: str
    html: str = ""

    @property
    def stage_words(self):
        """検討・一部実施"""
        return "・".join(name for name, _symbol in self.stages)

    @property
    def meaning(self):
        """In words: 検討・一部実施, 実施の継続; None when the document does not tell."""
        return meaning_of([name for name, _symbol in self.stages], is_continuation=self.is_continuation)


@dataclass
class Timetable:
    """`cells`: item id -> {(fiscal year, phase id, part): Cell}; `stages`: the words in use with their
    symbols, in the plan's order."""

    columns: list[Column]
    cells: dict[int, dict[tuple, Cell]]
    stages: list[tuple[str, str]]
    blank_word: str

    @property
    def slots(self):
        return [slot for column in self.columns for slot in column.slots]

    @property
    def has_parts(self):
        return any(column.width > 1 for column in self.columns)

    def row(self, item_id, address=""):
        """The table cells of one item, as HTML, in the order of the columns.

        `address` is the id of its row: each cell then has one of its own, such as item-1-1_2010. Rendered once for each
        slot and content: a plan has many cells and few different ones.
        """
        cells = self.cells.get(item_id)
        if not cells:
            return self._blank_row
        has_id = bool(address)
        html = "".join([self._slot_html(slot, cells.get(key), has_id=has_id) for key, slot in self._slots])
        return mark_safe(html.replace(ROW, address))  # noqa: S308 - joined from templates; an address has no markup

    @cached_property
    def _slots(self):
        return [((slot.fiscal_year, slot.phase_id, slot.part), slot) for slot in self.slots]

    @cached_property
    def _blank_row(self):
        return (
            render_to_string("actions/_blank_row.html", {"width": len(self.slots), "word": self.blank_word})
            if self.slots
            else ""
        )

    @cached_property
    def _rendered(self):
        return {}

    def _slot_html(self, slot, cell, *, has_id):
        key = (slot, cell.html if cell else None, has_id)
        if key not in self._rendered:
            context = {"slot": slot, "cell": cell, "word": self.blank_word, "row": ROW if has_id else ""}
            self._rendered[key] = render_to_string("actions/_slot.html", context)
        return self._rendered[key]


def read_timetable(plan, *, item=None):
    """Two queries, for the whole plan or one item of it.

    Nothing that is in the database is hidden for want of a column.
    """
    raw, stages = _read_cells({"item": item} if item else {"item__plan": plan})
    columns = _with_missing_columns(plan, _read_columns(plan, _parts_in(raw)), raw)
    width_of = {column.fiscal_year: column.width for column in columns if column.fiscal_year}
    cells = defaultdict(dict)
    words = {}
    for item_id, fiscal_year, phase_id, part, cell in raw:
        part = (part or 1) if width_of.get(fiscal_year, 1) > 1 else None
        look = (cell.as_printed, cell.stages, cell.is_continuation, cell.is_uncertain, phase_id is not None)
        if look not in words:
            words[look] = render_to_string(
                "actions/_cell.html", {"cell": cell, "by_phase": phase_id is not None}
            )
        cell.html = words[look]
        _put(cells[item_id], (fiscal_year, phase_id, part), cell)
    return Timetable(columns=columns, cells=cells, stages=stages, blank_word=plan.blank_word)


def _put(row, key, cell):
    """Two cells of one slot (a year given whole and in parts) stand in it one after the other."""
    first = row.get(key)
    if first:
        cell.stages = first.stages + cell.stages
        cell.html = first.html + cell.html
    row[key] = cell


def _parts_in(raw):
    """Fiscal year -> the highest part that any cell of it has."""
    parts = defaultdict(lambda: 1)
    for _item, fiscal_year, _phase, part, _cell in raw:
        parts[fiscal_year] = max(parts[fiscal_year], part or 1)
    return parts


def _read_columns(plan, parts_in):
    columns = []
    for column in plan.roadmap_columns.select_related("phase"):
        if column.phase_id:
            columns.append(
                _phase_column(column.phase, column.label_as_printed, open_ended=column.is_open_ended)
            )
        else:
            parts = max(column.parts, parts_in[column.fiscal_year])
            columns.append(
                _year_column(
                    column.fiscal_year, column.label_as_printed, parts=parts, open_ended=column.is_open_ended
                )
            )
    return columns


def _with_missing_columns(plan, columns, raw):
    """Years and phases that stand in cells but in no column get a column of their own."""
    parts_in = _parts_in(raw)
    years = {row[1] for row in raw if row[1]} - {column.fiscal_year for column in columns}
    phases = {row[2] for row in raw if row[2]} - {column.phase_id for column in columns}
    columns += [_year_column(year, era_year(year), parts=parts_in[year]) for year in sorted(years)]
    if phases:
        columns += [_phase_column(phase, phase.name) for phase in plan.phases.filter(pk__in=phases)]
    if years:
        columns.sort(key=lambda column: (column.fiscal_year is None, column.fiscal_year or 0))
    return columns


def _phase_column(phase, label, *, open_ended=False):
    slots = [Slot(None, phase.id, None, label, f"phase-{phase.number}")]
    return Column(label, phase.name, phase.title, slots, open_ended, None, phase.id, phase.number)


def _year_column(fiscal_year, label, *, parts=1, open_ended=False):
    title, subtitle = era_year(fiscal_year), other_calendar(fiscal_year)
    if open_ended:
        title, subtitle = (_("%(year)s以降") % {"year": year} for year in (title, subtitle))
    if parts == 1:
        slots = [Slot(fiscal_year, None, None, title, str(fiscal_year))]
    else:
        words = _("%(year)s 小列%(part)s")
        slots = [
            Slot(fiscal_year, None, part, words % {"year": title, "part": part}, f"{fiscal_year}-{part}")
            for part in range(1, parts + 1)
        ]
    return Column(label, title, subtitle, slots, open_ended, fiscal_year, None)


def _read_cells(which):
    """[(item id, fiscal year, phase id, part, Cell)] and the stages in use, [(name, symbol)] in the plan's order."""
    columns = (
        "id",
        "item_id",
        "fiscal_year",
        "phase_id",
        "part",
        "as_printed",
        "is_continuation",
        "is_uncertain",
        "printed_at",
        "stages__name",
        "stages__symbol",
        "stages__sort_order",
    )
    rows = ScheduleCell.objects.filter(**which).order_by("fiscal_year", "part", "id", "stages__sort_order")
    raw, stages, last = [], {}, None
    for (
        pk,
        item_id,
        fiscal_year,
        phase_id,
        part,
        printed,
        goes_on,
        uncertain,
        place,
        *stage,
    ) in rows.values_list(*columns):
        if pk != last:
            last = pk
            cell = Cell(printed, (), goes_on, uncertain, place)
            raw.append((item_id, fiscal_year, phase_id, part, cell))
        name, symbol, position = stage
        if name is not None:
            cell.stages += ((name, symbol),)
            stages[name, symbol] = position
    return raw, sorted(stages, key=stages.get)
