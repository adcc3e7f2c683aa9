"""One CSV of transfers: every cell understood or named as wrong, and each line as a planned change."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from kyodo_portal.japanese.folding import fold

from .access import Role
from .csv_reading import NoDate, plain, read_day, shown
from .department_names import DepartmentNames
from .models import Department, Membership, User
from .planned_changes import AlreadySo, Change, Planner, Refusal, day_words, place_words, words
from .renewing import left_without_editors
from .waiting_changes import WaitingChanges

USER, NAME, DEED, PRESENT, NEW, ROLE, DAY = HEADERS = (
    "利用者名",
    "氏名",
    "操作",
    "いまの部署",
    "新しい部署",
    "役割",
    "日付",
)
RENEW, MOVE, END, ADD = DEEDS = ("更新", "異動", "終了", "追加")
IN_ORDER = (END, MOVE, RENEW, ADD)  # what gives up a place comes before what takes one
COLUMN_OF = {"person": USER, "department": NEW, "role": ROLE, "day": DAY}
ROLES = {role.label: role for role in Role}
ENDED_MARK = re.compile(r"\([0-9年月日]*で終わりました\)\Z")


def ended_mark(day):
    """Behind the name of somebody whose membership is over, in the file to begin from; not read as part of it."""
    return f"({day_words(day)}で終わりました)"


@dataclass(frozen=True)
class WrongCell:
    line: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Wish:
    """One line that asks for something, its cells understood. `membership` is None for 追加."""

    line: int
    what: str
    user: User
    membership: Membership | None
    department: Department | None
    role: str
    day: date | None


@dataclass(frozen=True)
class Planned:
    """One line of the preview: `change` is None where it is so already."""

    wish: Wish
    before: str
    after: str
    change: Change | None = None

    @property
    def day(self):
        """The day of the deed; of a 更新 the last day, written in the file or not."""
        if self.wish.what == RENEW:
            return (self.change.begun or self.change).end_on
        return self.wish.day


@dataclass
class Reading:
    """What the file asks for. `refusal`: why it could not be read as a table at all."""

    refusal: str = ""
    lines: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    planned_away: list = field(default_factory=list)  # what waiting reorganisations mean for it
    left_alone: int = 0

    @property
    def changes(self):
        return [line.change for line in self.lines if line.change]

    @property
    def already(self):
        return [line for line in self.lines if line.change is None]

    @property
    def can_be_done(self):
        return bool(self.changes) and not self.wrong and not self.refusal

    @property
    def counts(self):
        """更新3件、異動2件"""
        counts = Counter(change.what for change in self.changes)
        return "、".join(f"{what}{counts[what]}件" for what in DEEDS if counts[what])

    @property
    def digest(self):
        """Differs when the preview differs."""
        seen = [(p.wish.line, p.wish.user.pk, p.wish.what, p.before, p.after) for p in self.lines]
        seen += [(cell.line, cell.column, cell.sentence) for cell in self.wrong]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def renewal_day(today):
    """Until when a 更新 without a date goes: from April to June this fiscal year's 31 March, then the next one's.

    It does not depend on the present end, so the same file read again changes nothing.
    """
    year = fiscal_year_of(today)
    return fiscal_year_bounds(year if today.month in (4, 5, 6) else year + 1)[1]


class TransferReader:
    """Reads the rows of one file: first every cell, then the lines as planned changes."""

    def __init__(self, rows, city, by, today):
        self.rows, self.city, self.today = rows, city, today
        known = list(Membership.objects.filter(municipality=city).select_related("user", "department"))
        self.memberships = {}
        for row in sorted(known, key=lambda row: (row.start_on, row.pk)):
            self.memberships.setdefault(row.user_id, []).append(row)
        self.planner = Planner(known, by=by, today=today)
        self.departments = DepartmentNames(city)
        self.waiting = WaitingChanges(city)
        self.people = {row.user.username: row.user for row in known}
        if self.planner.access.is_administrator:
            names = {plain(cells[USER]) for _line, cells in rows}
            self.people |= {user.username: user for user in User.objects.filter(username__in=names)}
        self.reading = Reading()

    def read(self):
        wishes = self._each_once([wish for line, cells in self.rows if (wish := self._wish(line, cells))])
        for wish in sorted(wishes, key=lambda wish: (IN_ORDER.index(wish.what), wish.line)):
            self._plan(wish)
        reading = self.reading
        reading.lines.sort(key=lambda line: line.wish.line)
        reading.wrong.sort(key=lambda cell: (cell.line, HEADERS.index(cell.column)))
        reading.warnings = left_without_editors(
            reading.changes,
            self.city,
            today=self.today,
            is_gone=lambda department, day: self.planner.is_gone(department, fiscal_year_of(day)),
        )
        reading.planned_away = self.waiting.warnings(reading.changes)
        return reading

    def _is_wrong(self, line, column, value, sentence):
        self.reading.wrong.append(WrongCell(line, column, shown(value), sentence))

    def _wish(self, line, cells):
        """The Wish of one line; None where it asks for nothing or a cell is wrong."""
        what = plain(cells[DEED])
        if not what and not plain(cells[NEW]) and not plain(cells[DAY]):
            self.reading.left_alone += 1
            return None
        before = len(self.reading.wrong)
        if what not in DEEDS:
            hint = (
                "空欄のままなら、新しい部署と日付も空欄にします。"
                if not what
                else "何もしない行は空欄にします。"
            )
            self._is_wrong(
                line, DEED, cells[DEED], f"「更新」「異動」「終了」「追加」のどれかにしてください。{hint}"
            )
        user = self._person(line, cells)
        present, new = (self._department(line, cells, column) for column in (PRESENT, NEW))
        role = self._role(line, cells, what)
        day = self._day(line, cells, what)
        self._check_new(line, cells, what)
        if len(self.reading.wrong) > before:
            return None
        if what == ADD:
            return Wish(line, what, user, None, new, role, day)
        membership = self._membership(line, cells, user, present, role, new if what == MOVE else None, day)
        return membership and Wish(line, what, user, membership, new, membership.role, day)

    def _person(self, line, cells):
        user, name = self.people.get(plain(cells[USER])), ENDED_MARK.sub("", plain(cells[NAME])).strip()
        if user is None:
            self._is_wrong(
                line,
                USER,
                cells[USER],
                "この利用者名の人は、この市にいません。利用者の一覧のとおりに書くか、先に利用者を登録してください。"
                "ほかの市だけで働いている人に役割を与えるときは、ポータルの管理者に頼んでください。",
            )
        elif name and user.get_full_name() and fold(name) != fold(user.get_full_name()):
            self._is_wrong(
                line,
                NAME,
                cells[NAME],
                f"{user.username}の氏名は「{user.get_full_name()}」です。人を取り違えていないか確かめてください。",
            )
        return user

    def _department(self, line, cells, column):
        if not plain(cells[column]):
            return None
        found, sentence = self.departments.find(cells[column])
        if sentence:
            self._is_wrong(line, column, cells[column], self.waiting.about_name(cells[column]) or sentence)
        return found

    def _role(self, line, cells, what):
        name = plain(cells[ROLE])
        if (name and name not in ROLES) or (not name and what == ADD):
            self._is_wrong(line, ROLE, cells[ROLE], f"「{'」「'.join(ROLES)}」のどれかを書いてください。")
        return ROLES.get(name, "")

    def _day(self, line, cells, what):
        if plain(cells[DAY]):
            try:
                return read_day(cells[DAY])
            except NoDate as refusal:
                self._is_wrong(line, DAY, cells[DAY], str(refusal))
        elif what in (MOVE, ADD, END):
            meaning = "終わる日(最後の日)" if what == END else "始まる日"
            self._is_wrong(line, DAY, "", f"{what}には、{meaning}を書いてください(例: 2027-04-01)。")
        return None

    def _check_new(self, line, cells, what):
        """The new department is for 異動 and 追加; an 追加 for the whole city has none."""
        if what == MOVE and not plain(cells[NEW]):
            self._is_wrong(line, NEW, "", "異動には、新しい部署を書いてください。")
        elif what in (RENEW, END) and plain(cells[NEW]):
            self._is_wrong(
                line,
                NEW,
                cells[NEW],
                f"{what}では空欄にしてください。部署が変わるなら、操作を「異動」にします。",
            )
        if what == ADD and plain(cells[PRESENT]):
            self._is_wrong(
                line,
                PRESENT,
                cells[PRESENT],
                "追加では空欄にしてください。いまの所属は、そのまま続きます。移るなら、操作を「異動」にします。",
            )

    def _membership(self, line, cells, user, present, role, new, day):
        """Which of the person's memberships the line means: of those in force, else to come, else the last."""
        rows = self.memberships.get(user.pk, [])
        if not rows:
            sentence = (
                "この人には、この市の所属がありません。新しく与えるなら、操作を「追加」にしてください。"
            )
            self._is_wrong(line, USER, cells[USER], sentence)
            return None
        if new and not present:  # done before: the one that began that day is what was wished for
            done = [
                row for row in rows if (row.department, row.start_on) == (new, day) and role in ("", row.role)
            ]
            if done:
                return done[0]
        found = [row for row in rows if present in (None, row.department)]
        if not found:
            self._is_wrong(line, PRESENT, cells[PRESENT], f"この人の所属は、{self._places(rows)}です。")
            return None
        fitting = [row for row in found if role in ("", row.role)]
        if not fitting:
            sentence = f"この人の役割は、{self._places(found)}です。役割も変わるときは、「終了」と「追加」の2行にします。"
            self._is_wrong(line, ROLE, cells[ROLE], sentence)
            return None
        fitting = self._nearest(fitting)
        if len({(row.department_id, row.role) for row in fitting}) > 1:
            column = PRESENT if not present and len({row.department_id for row in fitting}) > 1 else ROLE
            sentence = f"この人の所属は2つ以上あります({self._places(fitting)})。どれのことか書いてください。"
            self._is_wrong(line, column, cells[column], sentence)
            return None
        return max(fitting, key=lambda row: row.end_on)

    def _nearest(self, rows):
        lasting = [row for row in rows if row.end_on >= self.today]
        if lasting:
            return [row for row in lasting if row.start_on <= self.today] or lasting
        last = max(row.end_on for row in rows)
        return [row for row in rows if row.end_on == last]

    def _places(self, rows):
        rows = self._nearest(rows)
        return "、".join(dict.fromkeys(place_words(row.department, row.role) for row in rows))

    def _each_once(self, wishes):
        """Without those that ask twice about the same membership; they are wrong."""
        first, kept = {}, []
        for wish in wishes:
            key = (wish.membership.pk,) if wish.membership else (wish.user.pk, wish.department, wish.role)
            if key in first:
                sentence = f"{first[key]}行目と同じ所属についての行です。どちらか1行にしてください。"
                self._is_wrong(wish.line, USER, wish.user.username, sentence)
            else:
                first[key] = wish.line
                kept.append(wish)
        return kept

    def _plan(self, wish):
        row = wish.membership
        try:
            change = self._change(wish)
        except AlreadySo:
            after = "すでにそうなっています"
            self.reading.lines.append(Planned(wish, words(row) if row else after, after))
        except Refusal as refusal:
            column = COLUMN_OF[refusal.about]
            value = {
                USER: wish.user.username,
                NEW: str(wish.department or ""),
                ROLE: Role(wish.role).label,
                DAY: day_words(wish.day) if wish.day else "",
            }[column]
            if column == NEW and wish.what == RENEW:
                column, value = PRESENT, str(row.department)
            self._is_wrong(wish.line, column, value, str(refusal))
        else:
            self.reading.lines.append(Planned(wish, change.before, change.after, change))

    def _change(self, wish):
        row = wish.membership
        if wish.what == ADD:
            return self.planner.add(wish.user, self.city, wish.department, wish.role, wish.day)
        if wish.what == END:
            return self.planner.end(row, wish.day)
        if wish.what == MOVE:
            if (row.department, row.start_on) == (wish.department, wish.day):
                raise AlreadySo("すでにそうなっています。", "day")
            return self.planner.move(row, wish.department, wish.day)
        return self.planner.renew(row, self._until(wish))

    def _until(self, wish):
        """The last day of a 更新. Where the present end is not a 31 March to come, somebody has to say it."""
        if wish.day:
            return wish.day
        until, row = renewal_day(self.today), wish.membership
        if row.end_on >= until:
            raise AlreadySo("すでにそうなっています。", "day")
        this_year = fiscal_year_bounds(fiscal_year_of(self.today))[1]
        if until > this_year and row.end_on < this_year:
            sentence = f"いまの終了日が{day_words(row.end_on)}なので、いつまで延ばすかを"
            raise Refusal(f"{sentence}書いてください(例: {this_year})。", "day")
        return until
