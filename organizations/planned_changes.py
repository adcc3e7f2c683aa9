"""What a change of memberships would do: worked out here without writing, for the preview and for the deed alike."""

from dataclasses import dataclass
from datetime import date, timedelta

from kyodo_portal.japanese.fiscal_years import era_year, fiscal_year_bounds, fiscal_year_of

from .access import Role, access_of
from .models import Department, DepartmentSuccession, Membership, User
from .succession import successors_in

ONE_DAY = timedelta(days=1)
# What ended within these days is renewed as if it had gone on; what ended before begins anew.
STILL_GOES_ON = timedelta(days=31)


class Refusal(Exception):
    """Why one change cannot be made: a sentence. `about`: person, department, role or day."""

    def __init__(self, sentence, about="person"):
        super().__init__(sentence)
        self.about = about


class AlreadySo(Refusal):
    """There is nothing to change."""


def day_words(day):
    return f"{day.year}年{day.month}月{day.day}日"


def person_words(user):
    return f"{user.get_full_name() or user.username}さん"


def place_words(department, role):
    return f"{department or '市全体'}の{Role(role).label}"


def words(row):
    """市民協働課の入力者(2027年3月31日まで)"""
    return f"{place_words(row.department, row.role)}({day_words(row.end_on)}まで)"


def new_words(row):
    span = f"{day_words(row.start_on)}から{day_words(row.end_on)}まで"
    return f"{place_words(row.department, row.role)}({span})"


@dataclass(frozen=True)
class Change:
    """One person's change: the row whose last day becomes `end_on`, the row that begins, or both."""

    what: str
    user: User
    before: str
    after: str
    kept: Membership | None = None
    end_on: date | None = None
    begun: Membership | None = None

    def write(self):
        """Raises ValidationError. Both rows get their entry in the history."""
        if self.kept and self.kept.end_on != self.end_on:
            self.kept.end_on = self.end_on
            self.kept.clean()
            self.kept.save()
        if self.begun:
            self.begun.clean()
            self.begun.save()


class Gone:
    """Whether a department of these cities no longer exists in a year. One query; every year is answered from it.

    One that only gave work away is still there.
    """

    def __init__(self, cities):
        rows = DepartmentSuccession.objects.filter(predecessor__municipality__in=cities)
        rows = rows.exclude(kind=DepartmentSuccession.Kind.TRANSFER).order_by("-from_fy")
        self._first_years = dict(rows.values_list("predecessor", "from_fy"))

    def __call__(self, department, fiscal_year):
        if department.end_fy is not None and department.end_fy < fiscal_year:
            return True
        return self._first_years.get(department.pk, fiscal_year + 1) <= fiscal_year


def why_not_there(row):
    """{field: sentence} against a membership as it is entered by itself: its department is gone by the last day, or
    the person has the same role there already at that time."""
    wrong, year = {}, fiscal_year_of(row.end_on)
    if row.department_id and Gone([row.department.municipality_id])(row.department, year):
        wrong["department"] = (
            f"{row.department}は{era_year(year)}にはありません。引き継いだ部署を選ぶか、終了日を早めてください。"
        )
    same = Membership.objects.filter(
        user=row.user_id, municipality=row.municipality_id, department=row.department_id, role=row.role
    )
    other = same.filter(start_on__lte=row.end_on, end_on__gte=row.start_on).exclude(pk=row.pk).first()
    if other and row.user_id:
        wrong["start_on"] = (
            f"すでに{new_words(other)}として登録されています。"
            "延ばすときはその所属の終了日を変え、別の期間なら日付が重ならないようにしてください。"
        )
    return wrong


class Planner:
    """Plans changes one after another for `by` on the day `today`; each method gives a Change or raises Refusal.

    `rows`: all memberships, of any time, of the people concerned in their cities. What has been planned counts for
    what is planned next.
    """

    def __init__(self, rows, *, by, today):
        self.by, self.today = by, today
        self.access = access_of(by, on=today)
        self.latest = fiscal_year_bounds(fiscal_year_of(today) + 1)[1]
        self._rows = {}
        for row in rows:
            self._rows.setdefault((row.user_id, row.municipality_id), []).append(row)
        self._successors, self._gone = {}, {}

    def rows_of(self, user, city_id):
        """The person's memberships in the city, with those that were planned."""
        return self._rows.get((user.pk, city_id), [])

    def why_not_touch(self, user, role, city_id):
        """The sentence that says why this person may not give or change that membership; empty when nothing does."""
        if self.access.is_administrator:
            return ""
        if user.pk == self.by.pk:
            return "自分の所属は、自分では変えられません。ほかの事務局か管理者に頼んでください。"
        if city_id not in self.access.cities(Role.COORDINATOR):
            return "ほかの市の所属は変えられません。その市の事務局に頼んでください。"
        if not self.access.may_grant(role, city_id):
            return f"{Role(role).label}は、管理者だけが決められます。管理者に頼んでください。"
        return ""

    def renew(self, row, until=None):
        """Until the 31 March after the present end, or `until`; in the department that has taken over by then.

        What ended long ago begins anew today: the time between stays as it was.
        """
        self._check_rights(row.user, row.role, row.municipality_id)
        self._check_active(row.user)
        end_on = until or min(fiscal_year_bounds(fiscal_year_of(row.end_on + ONE_DAY))[1], self.latest)
        if end_on < row.end_on and until:
            sentence = f"いまの終了日({day_words(row.end_on)})より前です。"
            raise Refusal(f"{sentence}短くするときは「終了」にしてください。", "day")
        if end_on <= row.end_on:
            raise AlreadySo(f"すでに{day_words(row.end_on)}まであります。", "day")
        self._check_end(end_on)
        department = self._department_in(row.department, row.municipality_id, fiscal_year_of(end_on))
        is_over = self.today - row.end_on > STILL_GOES_ON
        if department == row.department and is_over:
            return self._begin("更新", row, department, self.today, end_on)
        if department == row.department:
            other = self._overlapping(row, department, row.end_on + ONE_DAY, end_on)
            if other:
                raise AlreadySo(f"すでに次の所属があります: {new_words(other)}。", "day")
            after = f"{place_words(department, row.role)}({day_words(end_on)}まで)"
            return self._planned(Change("更新", row.user, words(row), after, row, end_on))
        earliest = self.today if is_over else row.end_on + ONE_DAY
        start_on = max(fiscal_year_bounds(fiscal_year_of(end_on))[0], earliest)
        return self._begin("更新", row, department, start_on, end_on)

    def move(self, row, department, on):
        """From that day in the other department, in the same role; the present membership ends the day before."""
        self._check_rights(row.user, row.role, row.municipality_id)
        self._check_active(row.user)
        if row.department is None:
            raise Refusal(
                "市全体の役割なので、部署を移せません。いまの役割を終え、新しい役割を追加してください。",
                "department",
            )
        if department == row.department:
            raise Refusal(f"いまの部署が{department}です。別の部署を選んでください。", "department")
        begun = [each for each in self._same(row, department) if each.start_on == on]
        if begun:
            raise AlreadySo(f"すでにそうなっています: {new_words(begun[0])}。", "day")
        if on <= row.start_on:
            raise Refusal(
                f"異動の日は、いまの所属の開始日({day_words(row.start_on)})より後にしてください。", "day"
            )
        self._check_start(on)
        end_on = max(fiscal_year_bounds(fiscal_year_of(on))[1], row.end_on)
        self._check_end(end_on)
        self._check_department(department, row.municipality_id, fiscal_year_of(on))
        return self._begin("異動", row, department, on, end_on)

    def end(self, row, on):
        """The membership's last day is that day."""
        self._check_rights(row.user, row.role, row.municipality_id)
        if on == row.end_on:
            raise AlreadySo(f"すでに{day_words(on)}までになっています。", "day")
        if on > row.end_on:
            sentence = f"{day_words(row.end_on)}までなので、{day_words(on)}で終えることはできません。"
            raise Refusal(f"{sentence}延ばすときは「更新」にしてください。", "day")
        if on < row.start_on:
            raise Refusal(f"終了の日は、開始日({day_words(row.start_on)})以後にしてください。", "day")
        after = f"{place_words(row.department, row.role)}({day_words(on)}まで)"
        return self._planned(Change("終了", row.user, words(row), after, row, on))

    def add(self, user, city, department, role, on):
        """A new membership from that day to the end of its fiscal year."""
        self._check_rights(user, role, city.pk)
        self._check_active(user)
        row = Membership(user=user, municipality=city, department=department, role=role, start_on=on)
        if role in (Role.EDITOR, Role.APPROVER) and department is None:
            raise Refusal(f"{Role(role).label}には、部署を選んでください。", "department")
        if role == Role.COORDINATOR and department is not None:
            raise Refusal("事務局は市全体の役割です。部署は空欄にしてください。", "department")
        if any(each.start_on == on for each in self._same(row, department)):
            raise AlreadySo("すでにそうなっています。", "day")
        self._check_start(on)
        end_on = fiscal_year_bounds(fiscal_year_of(on))[1]
        self._check_end(end_on)
        if department is not None:
            self._check_department(department, city.pk, fiscal_year_of(on))
        return self._begin("追加", row, department, on, end_on)

    def is_gone(self, department, fiscal_year):
        """Whether the department no longer exists in that year."""
        city_id = department.municipality_id
        if city_id not in self._gone:
            self._gone[city_id] = Gone([city_id])
        return self._gone[city_id](department, fiscal_year)

    def successors(self, city_id, fiscal_year):
        """Department id -> the Department that does its work in that year, None where that is not one. Two queries."""
        key = (city_id, fiscal_year)
        if key not in self._successors:
            ids = successors_in(*key)
            found = Department.objects.in_bulk(set(ids.values()) - {None})
            self._successors[key] = {before: found.get(after) for before, after in ids.items()}
        return self._successors[key]

    def _begin(self, what, row, department, start_on, end_on):
        """The row goes on elsewhere; a row that is not in the database yet only begins."""
        begun = Membership(
            user=row.user,
            municipality_id=row.municipality_id,
            department=department,
            role=row.role,
            start_on=start_on,
            end_on=end_on,
        )
        other = self._overlapping(row, department, start_on, end_on)
        if other:
            kind = AlreadySo if what == "更新" and other.end_on >= end_on else Refusal
            raise kind(f"すでに{new_words(other)}として登録されています。", "day")
        if row.pk is None:
            return self._planned(Change(what, row.user, "なし", new_words(begun), begun=begun))
        last_day = min(row.end_on, start_on - ONE_DAY)
        after = f"{new_words(begun)}。{row.department or '市全体'}は{day_words(last_day)}まで"
        return self._planned(Change(what, row.user, words(row), after, row, last_day, begun))

    def _planned(self, change):
        """What comes next sees it. The row itself stays as it is until the change is written."""
        person = self._rows.setdefault((change.user.pk, (change.kept or change.begun).municipality_id), [])
        if change.kept:
            person[:] = [each for each in person if each.pk != change.kept.pk]
            person.append(_with_end(change.kept, change.end_on))
        if change.begun:
            person.append(change.begun)
        return change

    def _same(self, row, department):
        """The person's other memberships in that department and role."""
        rows = self._rows.get((row.user_id, row.municipality_id), [])
        wanted = (department and department.pk, row.role)
        return [
            each
            for each in rows
            if (each.department_id, each.role) == wanted and (row.pk is None or each.pk != row.pk)
        ]

    def _overlapping(self, row, department, first, last):
        rows = self._same(row, department)
        return next((each for each in rows if each.start_on <= last and each.end_on >= first), None)

    def _check_rights(self, user, role, city_id):
        if sentence := self.why_not_touch(user, role, city_id):
            raise Refusal(sentence)

    def _check_active(self, user):
        if not user.is_active:
            raise Refusal("利用者に「有効」の印がありません。先に「利用者」の画面で印をつけてください。")

    def _check_start(self, on):
        if on > self.latest:
            raise Refusal(
                f"開始日は{day_words(self.latest)}までにしてください。毎年度、見直すためです。", "day"
            )

    def _check_end(self, end_on):
        if end_on > self.latest:
            raise Refusal(
                f"終了日は{day_words(self.latest)}までにしてください。毎年度、見直すためです。", "day"
            )
        if end_on < self.today:
            raise Refusal(
                f"{day_words(end_on)}までの所属は、もう使えません。きょうより後まで続くように、日付を直すか、"
                "新しい所属を追加してください。",
                "day",
            )

    def _department_in(self, department, city_id, fiscal_year):
        """The department that does its work in that year."""
        if department is None:
            return None
        successors = self.successors(city_id, fiscal_year)
        if department.pk in successors:
            successor = successors[department.pk]
            if successor is None:
                raise Refusal(
                    f"{department}は{era_year(fiscal_year)}までに分かれて、引き継ぐ部署がひとつに決まりません。"
                    "「異動」で、行き先の部署を選んでください。",
                    "department",
                )
            department = successor
        self._check_department(department, city_id, fiscal_year)
        return department

    def _check_department(self, department, city_id, fiscal_year):
        year, sentence = era_year(fiscal_year), ""
        if department.municipality_id != city_id:
            sentence = f"{department}は、ほかの市区町村の部署です。同じ市区町村の部署を選んでください。"
        elif department.is_collective:
            sentence = f"「{department}」はまとめた呼び名です。ひとつの部署を選んでください。"
        elif self.is_gone(department, fiscal_year):
            sentence = f"{department}は{year}にはありません。引き継いだ部署を選んでください。"
        elif department.start_fy is not None and department.start_fy > fiscal_year:
            sentence = f"{department}は{year}にはまだありません。別の部署か、後の日付を選んでください。"
        if sentence:
            raise Refusal(sentence, "department")


def _with_end(row, end_on):
    return Membership(
        pk=row.pk,
        user=row.user,
        municipality_id=row.municipality_id,
        department=row.department,
        role=row.role,
        start_on=row.start_on,
        end_on=end_on,
    )
