"""The table of a city's memberships: which rows, whose may be ticked, and the words beside each."""

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.models import Membership
from organizations.planned_changes import ONE_DAY, Planner, day_words
from organizations.renewing import last_cut, present_and_cut_off
from organizations.staff_admin.scope import is_key

from .year_change import SOON, asked_words, renewers, without_editors

# A form can carry a thousand boxes, and this one has a few more than those that are ticked.
MOST_TICKED = 900


def filters(last):
    """Name in the address -> words. `last`: the coming 31 March."""
    return {
        "": "いまの所属すべて",
        "ending": f"{day_words(last)}で切れるもの",
        "unrenewed": f"{day_words(last)}で切れて、更新も異動もまだのもの",
        "ended": "終わった所属(過去3か月)",
    }


def table_context(request, city, ticked=None):
    """The table as the address narrows it: ?show= one of filters, ?department=, ?tick=all.

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
    words = filters(last)
    without_today, without_next = without_editors([city.pk], today)
    return {
        "rows": rows,
        "cut_off": [row for row in rows if row["is_cut_off"]],
        "present": [row for row in rows if not row["is_cut_off"]],
        "cut_on": last_cut(today),
        "words": words.get(show, "?"),
        "show": show,
        "filters": words.items(),
        "departments": [(str(each.pk), each) for each in departments if not each.is_collective],
        "department": department,
        "next_year": next_year,
        "can_tick": bool(can_be_ticked),
        "tick_all": tick_all,
        "most_ticked": MOST_TICKED if len(can_be_ticked) > MOST_TICKED else 0,
        "tick_query": query(request, tick="all"),
        "untick_query": query(request),
        "without_today": without_today,
        "without_next": without_next,
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
        rows = rows.ended_between(today - SOON, today - ONE_DAY)
    else:
        rows = present_and_cut_off(city, today) if show == "" else rows.none()
    if department:
        rows = rows.filter(department=department) if is_key(department) else rows.none()
    return rows


def table_rows(memberships, request, city, planner, last, gone):
    """[{"membership", "place", "ending", "is_soon", "is_cut_off", "gone", "sentence"}].

    `ending`: words beside the end; `is_soon`: they are pressing. `sentence`: why the row cannot be ticked.
    """
    today = timezone.localdate()
    unrenewed = Membership.objects.memberships_ending([city.pk], last).without_next(last)
    unrenewed = set(unrenewed.values_list("pk", flat=True))
    cut_on = last_cut(today)
    shows_all = request.GET.get("show", "") == ""
    cut = {row.pk for row in memberships if row.end_on == cut_on} if cut_on and shows_all else set()
    own, rows = own_words(request, city, today), []
    for row in memberships:
        sentence = planner.why_not_touch(row.user, row.role, city.pk)
        rows.append(
            {
                "membership": row,
                "place": row.department or "市全体",
                "ending": ending_words(row, today, last, unrenewed),
                "is_soon": today <= row.end_on <= today + SOON
                and (row.end_on != last or row.pk in unrenewed),
                "is_cut_off": row.pk in cut,
                "gone": gone.get(row.department_id, ""),
                "sentence": own if sentence and row.user_id == request.user.pk else sentence,
            }
        )
    return rows


FILE_HEADERS = ("部署", "氏名", "利用者名", "役割", "開始日", "終了日", "知らせ")


def file_rows(table):
    """The cells under FILE_HEADERS of what `table_context` gives, in the order of the page."""
    cut_on = table["cut_on"]
    ended = f"{cut_on:%Y年%-m月%-d日}で終わった所属(更新も異動もされていません)" if cut_on else ""
    for row in (*table["cut_off"], *table["present"]):
        membership = row["membership"]
        told = [
            "" if membership.user.is_active else "「有効」の印がない利用者です。",
            ended if row["is_cut_off"] else "",
            row["ending"],
            row["gone"],
            row["sentence"],
        ]
        yield (
            str(row["place"]),
            membership.user.get_full_name(),
            membership.user.username,
            membership.get_role_display(),
            membership.start_on,
            membership.end_on,
            "\n".join(filter(None, told)),
        )


def ending_words(row, today, last, unrenewed):
    """Words beside the end date, for those that end by 31 March."""
    day = day_words(row.end_on)
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
    names = renewers([city.pk], request.user, today).get(city.pk)
    return f"自分の所属は、自分では変えられません。更新は、{asked_words(names)}に頼んでください。"


def query(request, **added):
    """The address of this table with its filters, without ticks unless they are added."""
    data = request.GET.copy()
    data.pop("tick", None)
    data.update(added)
    return f"{request.path}?{data.urlencode()}" if data else request.path
