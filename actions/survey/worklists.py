"""What waits for whom: the first page of everybody who takes part in a survey. A fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from organizations.access import Role
from organizations.models import Department

from ..models import ReportingRound, SupportPart, YearlyStatus
from ..querysets import HANDED_IN
from .checks import contradictions, missing
from .names import UNDECIDED, name_departments, name_of_all, printed_names

State = YearlyStatus.State
STALE_AFTER = timedelta(days=14)
MOST_SHOWN = 10


def due_sentence(round_, today):
    """あと5日, きょうが締め切り, 3日過ぎています: words beside the date."""
    days = round_.days_left(today)
    if days > 0:
        return f"あと{days}日"
    return "きょうが締め切り" if days == 0 else f"{-days}日過ぎています"


@dataclass
class DepartmentWork:
    """One department's share of one round: its answers, and the parts it adds to those of others.

    `left_open` and `undone_before`: what the person before left, and the answers of an older round that were due
    before this person began; see left_open.py.
    """

    round: ReportingRound
    department: Department
    due: str
    is_late: bool
    answers: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    writes: bool = False
    approves: bool = False
    is_older: bool = False
    left_open: list = field(default_factory=list)
    undone_before: list = field(default_factory=list)

    @property
    def handed_in(self):
        return sum(answer.state in HANDED_IN for answer in self.answers)

    @property
    def ready(self):
        """Drafts that lack nothing."""
        drafts = (State.DRAFT, State.RETURNED)
        return [a for a in self.answers if a.state in drafts and not missing(a)]

    @property
    def returned(self):
        return [answer for answer in self.answers if answer.state == State.RETURNED]

    @property
    def waiting(self):
        return [answer for answer in self.answers if answer.state == State.SUBMITTED]

    @property
    def next_answer(self):
        """Where to begin: what came back, then the first that is not handed in."""
        return next(iter(self.returned or [a for a in self.answers if a.state not in HANDED_IN]), None)


def own_departments(access):
    """The departments the person answers or approves for, in all cities, in order."""
    mine = access.departments(Role.EDITOR, Role.APPROVER)
    if not mine:
        return []
    rows = Department.objects.filter(pk__in=mine).select_related("municipality")
    return list(rows.order_by("municipality__code", "sort_order", "pk"))


def department_work(access, today, departments=None):
    """[DepartmentWork] of the departments the person answers or approves for, the nearest due date first.

    `departments`: only these of them.
    """
    departments = own_departments(access) if departments is None else departments
    if not departments:
        return []
    mine = [department.pk for department in departments]
    writes, approves = access.departments(Role.EDITOR), access.departments(Role.APPROVER)
    rounds = list(ReportingRound.objects.of_cities({d.municipality_id for d in departments}).current())
    newest = {}
    for round_ in rounds:
        newest[round_.plan_id] = max(round_.fiscal_year, newest.get(round_.plan_id, 0))
    works = {
        (round_.pk, department.pk): DepartmentWork(
            round_,
            department,
            due_sentence(round_, today),
            round_.due_on < today,
            writes=department.pk in writes,
            approves=department.pk in approves,
            is_older=round_.fiscal_year < newest[round_.plan_id],
        )
        for round_ in rounds
        for department in departments
        if department.municipality_id == round_.plan.municipality_id
    }
    answers = YearlyStatus.objects.filter(round__in=rounds, department__in=mine).for_lists()
    for answer in answers.select_related("answered_by"):
        works[answer.round_id, answer.department_id].answers.append(answer)
    parts = SupportPart.objects.filter(answer__round__in=rounds, department__in=mine)
    for part in parts.select_related("answer__item", "answer__department", "saved_by").order_by(
        "answer__item__sort_order"
    ):
        works[part.answer.round_id, part.department_id].parts.append(part)
    return [work for work in works.values() if work.answers or work.parts]


@dataclass
class MatrixRow:
    """One department in the matrix; `department` is None for answers nobody has been asked for.

    `name`: what it was called in the year of the round, and today.
    """

    department: Department | None
    counts: Counter = field(default_factory=Counter)
    name: str = UNDECIDED

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def handed_in(self):
        return sum(self.counts[state] for state in HANDED_IN)

    @property
    def left(self):
        return self.total - self.handed_in

    @property
    def cells(self):
        """(state, its word, how many) for each state in order."""
        return [(state.value, state.label, self.counts[state]) for state in State]


@dataclass
class Attention:
    """A list of answers that need somebody: `name` is its filter in the list of answers."""

    name: str
    title: str
    meaning: str
    answers: list

    @property
    def shown(self):
        return self.answers[:MOST_SHOWN]


@dataclass
class RoundWork:
    """What the 事務局 sees of one round."""

    round: ReportingRound
    due: str
    is_late: bool
    rows: list
    totals: MatrixRow
    attention: list

    @property
    def late_rows(self):
        """Those that have not handed in everything."""
        return [row for row in self.rows if row.left]


def round_works(rounds, *, now=None):
    """[RoundWork] for these rounds. At most four queries, whatever their number and size, and those of
    name_departments."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    rounds = list(rounds)
    by_round = {round_.pk: [] for round_ in rounds}
    for answer in name_departments(YearlyStatus.objects.filter(round__in=rounds).for_lists()):
        by_round[answer.round_id].append(answer)
    printed = printed_names(
        [a.item_id for answers in by_round.values() for a in answers if a.department_id is None]
    )
    return [_round_work(round_, by_round[round_.pk], printed, now, today) for round_ in rounds]


def _round_work(round_, answers, printed, now, today):
    own = {}
    for answer in answers:
        own.setdefault(answer.department_id, []).append(answer)
    rows = {
        key: MatrixRow(group[0].department, Counter(a.state for a in group), name_of_all(group))
        for key, group in own.items()
    }
    ordered = sorted(
        rows.values(), key=lambda row: (row.department is None, row.department and row.department.sort_order)
    )
    totals = MatrixRow(None, sum((row.counts for row in ordered), Counter()))
    unowned = [answer for answer in answers if answer.department_id is None]
    for answer in unowned:
        answer.printed_departments = printed.get(answer.item_id, [])
    drafts = (State.DRAFT, State.RETURNED)
    stale = [a for a in answers if a.state in drafts and a.answered_at and a.answered_at < now - STALE_AFTER]
    against = [a for a in answers if a.state != State.BLANK and contradictions(a)]
    attention = [
        Attention(
            "unowned",
            "回答する部署が決まっていない取組",
            "計画に部署の名前がないか、関係課などのまとめた呼び名だけのものです。",
            unowned,
        ),
        Attention(
            "stale", "止まっている下書き", f"{STALE_AFTER.days}日より長く、だれも手を加えていません。", stale
        ),
        Attention(
            "contradictory",
            "食い違いのある回答",
            "完了なのに継続、評価に理由がない、など。回答を開くと、どこが食い違うか出ます。",
            against,
        ),
    ]
    return RoundWork(round_, due_sentence(round_, today), round_.due_on < today, ordered, totals, attention)
