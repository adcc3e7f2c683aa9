"""The table of a city's memberships: which rows, whose may be ticked, and the words beside each."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.access import Role
from organizations.models import Membership
from organizations.planned_changes import ONE_DAY, Planner, person_words
from organizations.renewing import Editors
from organizations.staff_admin.scope import is_key

# A form can carry a thousand boxes, and this one has a few more than those that are ticked.
MOST_TICKED = 900
RECENTLY = timedelta(days=60)
FILTERS = {
    "": "いまの所属すべて",
    "ending": "3月31日で切れるもの",
    "unrenewed": "3月31日で切れて、更新も異動もまだのもの",
    "ended": "この60日のあいだに切れたもの",
}


def table_context(request, city, ticked=None):
    """The table as the address narrows it: ?show= one of FILTERS, ?department=, ?tick=all.

    `ticked`: primary keys, where the page comes back with what was ticked.
    """
    today = timezone.localdate()
    year = fiscal_year_of(today)
    last, next_year = fiscal_year_bounds(year)[1], fiscal_year_bounds(year + 1)[0]
    show, department = request.GET.get("show", ""), request.GET.get("department", "")
    tick_all = "tick" in request.GET and ticked is None
    planner = Planner([], by=request.user, today=today)
    departments = list(city.departments.order_by("sort_order", "code"))
    rows = table_rows(
        narrowed(city, show, department, last),
        request,
        city,
        planner,
        last,
        gone_words(planner, departments, city),
    )
    can_be_ticked = [row for row in rows if not row["sentence"]]
    chosen = {row["membership"].pk for row in can_be_ticked[:MOST_TICKED]} if tick_all else set(ticked or ())
    for row in rows:
        row["is_ticked"] = row["membership"].pk in chosen
    editors = Editors(city, today=today)
    return {
        "rows": rows,
        "words": FILTERS.get(show, "?"),
        "show": show,
        "filters": FILTERS.items(),
        "departments": [(str(each.pk), each) for each in departments if not each.is_collective],
        "department": department,
        "last": last,
        "next_year": next_year,
        "can_tick": bool(can_be_ticked),
        "tick_all": tick_all,
        "most_ticked": MOST_TICKED if len(can_be_ticked) > MOST_TICKED else 0,
        "tick_query": query(request, tick="all"),
        "untick_query": query(request),
        "without_editors": [
            each for each in editors.missing_on(next_year) if not planner.is_gone(each, year + 1)
        ],
    }


def narrowed(city, show, department, last):
    """The memberships of the table. What is unknown finds nothing."""
    today = timezone.localdate()
    rows = Membership.objects.filter(municipality=city).by_department()
    if show == "ending":
        rows = rows.memberships_ending([city.pk], last)
    elif show == "unrenewed":
        rows = rows.memberships_ending([city.pk], last).without_next(last)
    elif show == "ended":
        rows = rows.ended_between(today - RECENTLY, today - ONE_DAY)
    else:
        rows = rows.not_ended(today) if show == "" else rows.none()
    if department:
        rows = rows.filter(department=department) if is_key(department) else rows.none()
    return rows


def table_rows(memberships, request, city, planner, last, gone):
    """[{"membership", "place", "ending", "gone", "sentence"}]; `sentence`: why the row cannot be ticked."""
    today = timezone.localdate()
    unrenewed = Membership.objects.memberships_ending([city.pk], last).without_next(last)
    unrenewed = set(unrenewed.values_list("pk", flat=True))
    own = own_words(request, city, today)
    rows = []
    for row in memberships:
        sentence = planner.why_not_touch(row.user, row.role, city.pk)
        rows.append(
            {
                "membership": row,
                "place": row.department or "市全体",
                "ending": ending_words(row, today, last, unrenewed),
                "gone": gone.get(row.department_id, ""),
                "sentence": own if sentence and row.user_id == request.user.pk else sentence,
            }
        )
    return rows


def ending_words(row, today, last, unrenewed):
    """Words beside the end date, for those that end by 31 March."""
    day = f"{row.end_on.month}月{row.end_on.day}日"
    if row.end_on < today:
        return f"{day}に切れました"
    if row.end_on == last and row.pk not in unrenewed:
        return f"{day}まで。そのあとの所属があります"
    return f"{day}で切れます" if row.end_on <= last else ""


def gone_words(planner, departments, city):
    """Department id -> a sentence, for those that are no more, or will not be next year."""
    year = fiscal_year_of(planner.today)
    followers = planner.successors(city.pk, year + 1)
    sentences = {}
    for department in departments:
        follower = followers.get(department.pk)
        after = f"引き継いだ部署は{follower}です。" if follower else "行き先の部署を選んで異動してください。"
        if planner.is_gone(department, year):
            sentences[department.pk] = f"この部署は、もうありません。{after}"
        elif planner.is_gone(department, year + 1):
            sentences[department.pk] = f"この部署は、来年度はありません。{after}"
    return sentences


def own_words(request, city, today):
    """Who can renew one's own membership."""
    others = Membership.objects.lasting(today).filter(
        ~Q(user=request.user), municipality=city, role=Role.COORDINATOR, user__is_active=True
    )
    names = [person_words(row.user) for row in others.select_related("user").order_by("user__username")]
    asked = f"ほかの事務局({'、'.join(dict.fromkeys(names))})か管理者" if names else "管理者"
    return f"自分の所属は、自分では変えられません。更新は、{asked}に頼んでください。"


def query(request, **added):
    """The address of this table with its filters, without ticks unless they are added."""
    data = request.GET.copy()
    data.pop("tick", None)
    data.update(added)
    return f"{request.path}?{data.urlencode()}" if data else request.path
