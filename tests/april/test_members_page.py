"""The 事務局's page of memberships: what it shows, ticks, previews, does; and the page of the CSV."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Membership, User
from organizations.transfer_reader import HEADERS
from tests import builders
from tests.april.people import (
    FIRST,
    LAST,
    NEXT_FIRST,
    NEXT_LAST,
    ONE_DAY,
    YEAR,
    everything,
    spans,
    words,
)
from tests.page_reader import Page

TODAY = date(YEAR + 1, 1, 20)
QUERIES = {"table": 15, "ended": 15, "preview": 9, "csv": 9, "template": 6}


def page_of(city):
    return reverse("admin:survey_members", args=[city.pk])


def shown(response):
    """The primary keys of the table's rows."""
    return [row["membership"].pk for row in response.context["rows"]]


def text_of(response):
    return " ".join(response.content.decode().split())


def told(response):
    return [str(message) for message in response.context["messages"]]


# Who gets in.


@pytest.mark.parametrize("name", ["survey_members", "survey_transfers", "survey_transfers_file"])
@pytest.mark.parametrize("role", ["editor", "approver", "viewer", "publisher", "evaluator"])
def test_page_is_for_the_coordinator(client, office, name, role):
    client.force_login(office.member(role).user)
    assert client.get(reverse(f"admin:{name}", args=[office.city.pk])).status_code == 404


@pytest.mark.parametrize("name", ["survey_members", "survey_transfers", "survey_transfers_file"])
def test_page_of_another_city_is_not_there(desk, office, name):
    assert desk.get(reverse(f"admin:{name}", args=[office.there.pk])).status_code == 404
    assert desk.post(reverse(f"admin:{name}", args=[office.there.pk])).status_code == 404
    assert desk.get(reverse(f"admin:{name}", args=[10**18])).status_code == 404


@pytest.mark.parametrize("name", ["survey_members", "survey_transfers", "survey_transfers_file"])
def test_administrator_opens_the_page_of_every_city(client, office, name):
    client.force_login(User.objects.create_superuser("administrator", password=None))
    for city in (office.city, office.there):
        assert client.get(reverse(f"admin:{name}", args=[city.pk])).status_code == 200


# What it shows.


def test_table_shows_the_city_by_department(desk, office, on):
    on(TODAY)
    row, second = office.member(), office.member("approver", office.second)
    hidden = office.member(department=office.elsewhere, city=office.there)
    ended = office.member(start_on=TODAY - timedelta(days=9), end_on=TODAY - ONE_DAY)
    response = desk.get(page_of(office.city))
    own = office.boss.memberships.get()
    assert shown(response) == [own.pk, row.pk, second.pk]
    assert not {hidden.pk, ended.pk} & set(shown(response))


def test_end_on_31_march_is_said_in_words(desk, office, on):
    on(TODAY)
    renewed, ending, followed = office.member(end_on=NEXT_LAST), office.member(), office.member()
    builders.join(
        followed.user,
        office.city,
        role="editor",
        department=office.second,
        start_on=NEXT_FIRST,
        end_on=NEXT_LAST,
    )
    rows = desk.get(page_of(office.city)).context["rows"]
    found = {row["membership"].pk: row["ending"] for row in rows}
    assert [found[row.pk] for row in (renewed, ending, followed)] == [
        "",
        f"{words(LAST)}で切れます",
        f"{words(LAST)}まで。そのあとの所属があります",
    ]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", {"own", "ending", "followed", "follower", "later"}),
        ("ending", {"own", "ending", "followed"}),
        ("unrenewed", {"own", "ending"}),
        ("ended", {"ended"}),
        ("xyz", set()),
    ],
)
def test_table_is_narrowed_by_the_address(desk, office, on, show, expected):
    on(TODAY)
    followed = office.member()
    day = TODAY - timedelta(days=92)
    rows = {
        "own": office.boss.memberships.get(),
        "ending": office.member(),
        "followed": followed,
        "follower": builders.join(
            followed.user,
            office.city,
            role="editor",
            department=office.second,
            start_on=NEXT_FIRST,
            end_on=NEXT_LAST,
        ),
        "later": office.member(end_on=NEXT_LAST),
        "ended": office.member(start_on=day, end_on=day),
        "ended long ago": office.member(start_on=day - ONE_DAY, end_on=day - ONE_DAY),
        "elsewhere": office.member(department=office.elsewhere, city=office.there),
    }
    found = set(shown(desk.get(page_of(office.city), {"show": show})))
    assert {name for name, row in rows.items() if row.pk in found} == expected


@pytest.mark.parametrize("department", ["second", "elsewhere", "xyz"])
def test_table_is_narrowed_by_department(desk, office, department):
    office.member()
    row = office.member(department=office.second)
    office.member(department=office.elsewhere, city=office.there)
    key = getattr(getattr(office, department, None), "pk", department)
    response = desk.get(page_of(office.city), {"department": key})
    assert shown(response) == ([row.pk] if department == "second" else [])


def test_own_membership_has_no_box_and_says_who_renews_it(desk, office):
    office.member("coordinator", name=("同僚", "一郎"))
    office.member("coordinator", name=("過去", "二郎"), start_on=FIRST - 2 * ONE_DAY, end_on=FIRST - ONE_DAY)
    response = desk.get(page_of(office.city))
    own = office.boss.memberships.get()
    assert f'value="{own.pk}"' not in text_of(response)
    assert (
        "自分の所属は、自分では変えられません。更新は、ほかの事務局(同僚 一郎さん)か管理者に頼んでください。"
        in text_of(response)
    )


def test_only_coordinator_is_told_to_ask_the_administrator(desk, office):
    sentence = "自分の所属は、自分では変えられません。更新は、管理者に頼んでください。"
    assert sentence in text_of(desk.get(page_of(office.city)))


def test_publisher_has_no_box(desk, office):
    row = office.member("publisher")
    text = text_of(desk.get(page_of(office.city)))
    assert f'value="{row.pk}"' not in text
    assert "公開責任者は、管理者だけが決められます。管理者に頼んでください。" in text


def test_department_that_is_gone_is_said(desk, office):
    office.member()
    office.member(department=office.second)
    office.succeeded(office.first, office.second, from_fy=YEAR)
    office.second.end_fy = YEAR
    office.second.save()
    text = text_of(desk.get(page_of(office.city)))
    assert "この部署は、もうありません。引き継いだ部署は企画広報課です。" in text
    assert "この部署は、来年度はありません。行き先の部署を選んで異動してください。" in text


def test_departments_without_an_editor_in_april_are_named(desk, office, on):
    on(TODAY)
    office.member()
    office.member(department=office.second, end_on=NEXT_LAST)
    response = desk.get(page_of(office.city))
    assert (response.context["without_today"], response.context["without_next"]) == ([], [office.first])
    assert f"次の部署には、{words(NEXT_FIRST)}から入力者がいません。" in text_of(response)


def test_all_are_ticked_by_the_address_but_those_one_may_not_touch(desk, office):
    row, publisher = office.member(), office.member("publisher")
    response = desk.get(page_of(office.city), {"tick": "all"})
    ticked = {each["membership"].pk for each in response.context["rows"] if each["is_ticked"]}
    assert ticked == {row.pk}
    assert publisher.pk in shown(response)
    assert "すべての印を外す" in text_of(response)
    assert "すべてに印をつける" in text_of(desk.get(page_of(office.city), {"show": "ending"}))


def test_more_than_a_form_can_carry_is_not_ticked(desk, office, monkeypatch):
    monkeypatch.setattr("actions.staff_views.member_table.MOST_TICKED", 2)
    for _ in range(3):
        office.member()
    response = desk.get(page_of(office.city), {"tick": "all"})
    assert sum(each["is_ticked"] for each in response.context["rows"]) == 2
    assert "一度に扱えるのは2件までです。" in text_of(response)


def problems(response):
    return Page(response.request["PATH_INFO"], response.content.decode()).problems


def test_page_has_nothing_no_page_may_have(desk, office):
    office.member()
    response = desk.get(page_of(office.city))
    assert problems(response) == []
    assert 'aria-label="山田 花子 市民協働課 入力者"' in text_of(response)


# Ticking, confirming, doing.


def send(desk, office, deed, *rows, query="", **fields):
    data = {"deed": deed, "membership": [row.pk for row in rows], **fields}
    return desk.post(page_of(office.city) + query, data)


def answer(desk, office, response, button, **options):
    return desk.post(page_of(office.city), {"sealed": response.context["sealed"], button: ""}, **options)


def test_renewal_is_shown_before_it_is_done(desk, office):
    row = office.member()
    before = everything()
    response = send(desk, office, "renew", row)
    assert everything() == before
    assert f"市民協働課の入力者({words(NEXT_LAST)}まで)" in text_of(response)
    done = answer(desk, office, response, "_confirm", follow=True)
    assert told(done) == ["1件を更新しました。"]
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]
    assert row.history.first().history_user == office.boss


def test_filter_is_kept_after_the_deed(desk, office):
    row = office.member()
    query = "?show=ending"
    response = send(desk, office, "renew", row, query=query)
    data = {"sealed": response.context["sealed"], "_confirm": ""}
    assert desk.post(page_of(office.city) + query, data).url == page_of(office.city) + query


def test_transfer_of_many(desk, office):
    rows = [office.member(), office.member("approver")]
    fields = {"department": office.second.pk, "move_on": str(NEXT_FIRST)}
    response = send(desk, office, "move", *rows, **fields)
    assert len(response.context["changes"]) == 2
    answer(desk, office, response, "_confirm")
    assert [spans(row.user)[1][:3] for row in rows] == [
        (office.second, "editor", NEXT_FIRST),
        (office.second, "approver", NEXT_FIRST),
    ]


def test_end_of_one(desk, office):
    row = office.member()
    response = send(desk, office, "end", row, end_on=str(LAST - ONE_DAY))
    answer(desk, office, response, "_confirm")
    assert spans(row.user)[0][3] == LAST - ONE_DAY


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("move", {"move_on": "2027-04-01"}),
        ("move", {"department": "x"}),
        ("end", {}),
        ("end", {"end_on": "?"}),
    ],
)
def test_missing_box_brings_the_page_back_with_its_ticks(desk, office, deed, fields):
    row = office.member()
    before = everything()
    response = send(desk, office, deed, row, **fields)
    assert [each["membership"].pk for each in response.context["rows"] if each["is_ticked"]] == [row.pk]
    assert response.context["form"].errors
    assert everything() == before


@pytest.mark.parametrize(("deed", "ticks"), [("renew", False), ("xyz", True), ("__init__", True)])
def test_nothing_ticked_or_unknown_deed_is_told(desk, office, deed, ticks):
    row = office.member()
    response = send(desk, office, deed, *([row] if ticks else []))
    assert told(response) == ["所属が選ばれていません。左端の四角に印をつけてから、ボタンを押してください。"]


def test_refusals_are_shown_and_keep_back_all(desk, office):
    fine, long = office.member(), office.member(end_on=NEXT_LAST)
    own, publisher = office.boss.memberships.get(), office.member("publisher")
    elsewhere = office.member(department=office.elsewhere, city=office.there)
    before = everything()
    response = send(desk, office, "renew", fine, long, own, publisher, elsewhere)
    assert [change.kept.pk for change in response.context["changes"]] == [fine.pk]
    assert problems(response) == []
    assert len(response.context["refused"]) == 3  # a membership of another city is not even found
    assert "_confirm" not in text_of(response)
    again = answer(desk, office, response, "_confirm")
    assert len(again.context["refused"]) == 3
    assert everything() == before


def test_refused_ones_are_left_out_on_demand(desk, office):
    fine, long = office.member(), office.member(end_on=NEXT_LAST)
    response = answer(desk, office, send(desk, office, "renew", fine, long), "_without")
    assert response.context["refused"] == []
    answer(desk, office, response, "_confirm")
    assert (spans(fine.user)[0][3], spans(long.user)[0][3]) == (NEXT_LAST, NEXT_LAST)


def test_way_back_keeps_what_was_ticked_and_chosen(desk, office):
    row = office.member()
    fields = {"department": office.second.pk, "move_on": str(NEXT_FIRST)}
    response = answer(desk, office, send(desk, office, "move", row, **fields), "_back")
    assert [each["membership"].pk for each in response.context["rows"] if each["is_ticked"]] == [row.pk]
    form = response.context["form"]
    assert (form["department"].value(), form["move_on"].value()) == (office.second.pk, NEXT_FIRST)
    assert f'<option value="{office.second.pk}" selected' in text_of(response)


def test_what_changed_since_the_preview_is_shown_again(desk, office):
    row = office.member()
    response = send(desk, office, "renew", row)
    row.end_on = LAST - ONE_DAY
    row.save()
    before = everything()
    again = answer(desk, office, response, "_confirm")
    assert told(again) == [
        "確認のあいだに所属が変わりました。まだ何も変えていません。もう一度確かめてください。"
    ]
    assert everything() == before


@pytest.mark.parametrize("sealed", ["", "x", "e30:1abc:def"])
def test_hidden_box_that_is_not_ours_does_nothing(desk, office, sealed):
    office.member()
    before = everything()
    response = desk.post(page_of(office.city), {"sealed": sealed, "_confirm": ""}, follow=True)
    assert told(response) == ["確認の画面が古くなりました。もう一度選んでください。"]
    assert everything() == before


def test_hidden_box_of_another_person_does_nothing(client, desk, office):
    row = office.member()
    sealed = send(desk, office, "renew", row).context["sealed"]
    client.force_login(office.member("coordinator").user)
    client.post(page_of(office.city), {"sealed": sealed, "_confirm": ""})
    assert spans(row.user)[0][3] == LAST


def test_department_deleted_meanwhile_is_told(desk, office):
    row, department = office.member(), builders.make_department(office.city)
    response = send(desk, office, "move", row, department=department.pk, move_on=str(NEXT_FIRST))
    department.delete()
    again = answer(desk, office, response, "_confirm")
    assert told(again) == ["選んだ部署がなくなりました。別の部署を選んでください。"]


def test_department_left_without_an_editor_is_warned_of(desk, office):
    row = office.member()
    response = send(desk, office, "end", row, end_on=str(LAST - ONE_DAY))
    assert response.context["warnings"] == [f"市民協働課には、{words(LAST)}から入力者がいなくなります。"]


@pytest.mark.parametrize("department", ["elsewhere", "collective", "gone"])
def test_only_departments_one_can_move_to_are_offered(desk, office, department):
    office.collective = builders.make_department(office.city, is_collective=True)
    office.gone = builders.make_department(office.city, end_fy=YEAR - 1)
    row, key = office.member(), getattr(office, department).pk
    response = send(desk, office, "move", row, department=key, move_on=str(NEXT_FIRST))
    assert list(response.context["form"].errors) == ["department"]


# The CSV.


def csv_page(office):
    return reverse("admin:survey_transfers", args=[office.city.pk])


def upload(desk, office, content, name="transfers.csv", **options):
    content = content if isinstance(content, bytes) else content.encode()
    return desk.post(csv_page(office), {"file": SimpleUploadedFile(name, content)}, **options)


def csv_of(*lines):
    return "\r\n".join([",".join(HEADERS), *lines])


def test_csv_is_previewed_confirmed_and_done(desk, office):
    row, other = office.member(), office.member(end_on=NEXT_LAST)
    text = csv_of(
        f"{row.user.username},山田花子,異動,市民協働課,企画広報課,,{NEXT_FIRST}",
        f"{other.user.username},,更新,,,,",
        "leave,,,,,,",
    )
    before = everything()
    response = upload(desk, office, text)
    assert everything() == before
    assert "企画広報課の入力者" in text_of(response)
    done = desk.post(csv_page(office), {"sealed": response.context["sealed"]}, follow=True)
    assert done.redirect_chain == [(page_of(office.city), 302)]
    assert told(done) == [
        "異動1件を行いました。すでにそうなっていた1件は、そのままです。操作が空欄の1行は、変えていません。"
    ]
    assert spans(row.user)[1] == (office.second, "editor", NEXT_FIRST, NEXT_LAST)


def test_csv_with_one_wrong_line_changes_nothing(desk, office):
    row = office.member()
    before = everything()
    response = upload(desk, office, csv_of(f"{row.user.username},,更新,,,,", "nanashi,,更新,,,,"))
    text = text_of(response)
    assert problems(response) == problems(desk.get(csv_page(office))) == []
    assert "3行目" in text
    assert "nanashi" in text
    assert "sealed" not in response.context
    assert 'name="sealed"' not in text
    assert everything() == before


def test_csv_done_before_says_so(desk, office):
    row = office.member(end_on=NEXT_LAST)
    response = upload(desk, office, csv_of(f"{row.user.username},,更新,,,,"))
    text = text_of(response)
    assert "すでにそうなっています" in text
    assert "この表で変わるものはありません。" in text
    assert 'name="sealed"' not in text


def test_csv_that_would_do_something_else_now_is_shown_again(desk, office):
    row = office.member()
    response = upload(desk, office, csv_of(f"{row.user.username},,終了,,,,{LAST - ONE_DAY}"))
    row.end_on = LAST - 2 * ONE_DAY
    row.save()
    before = everything()
    again = desk.post(csv_page(office), {"sealed": response.context["sealed"]})
    assert told(again) == [
        "確認のあいだに所属が変わり、行われることが変わりました。まだ何も変えていません。もう一度確かめてください。"
    ]
    assert len(again.context["reading"].wrong) == 1
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04", "CSVではなく、Excelのブック(xlsx)などのファイルです。"),
        (b"x" * (1024 * 1024 + 1), "ファイルが大きすぎます。1MBまでに分けてください。"),
        (b"", "1行目に見出しがありません。"),
        ("氏名;操作".encode(), "列の区切りがセミコロン(;)になっています。"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_a_sentence(desk, office, content, sentence):
    assert sentence in text_of(upload(desk, office, content))


def test_csv_page_without_a_file_asks_for_one(desk, office):
    assert "ファイルを選んでください。" in text_of(desk.post(csv_page(office), {}))


def test_hidden_file_that_is_not_ours_does_nothing(desk, office):
    response = desk.post(csv_page(office), {"sealed": "x"}, follow=True)
    assert told(response) == ["確認の画面が古くなりました。もう一度ファイルを選んでください。"]


def test_largest_file_comes_back_through_the_hidden_box(desk, office):
    """5,000 rows travel with the page and are read again: no limit of Django stands in the way."""
    row = office.member()
    rows = [f"だれか{n},{'氏' * 20},,{'課' * 20},,入力者," for n in range(4999)]
    response = upload(desk, office, csv_of(f"{row.user.username},,更新,,,,", *rows))
    done = desk.post(csv_page(office), {"sealed": response.context["sealed"]}, follow=True)
    assert told(done) == ["更新1件を行いました。操作が空欄の4999行は、変えていません。"]


def test_what_is_written_in_a_file_does_no_harm_on_the_page(desk, office):
    row = office.member(name=("<script>", "a"))
    response = upload(desk, office, csv_of("<script>x,,更新,,,,", f"{row.user.username},,更新,,,,"))
    assert b"<script>x" not in response.content
    assert "&lt;script&gt;x" in text_of(response)


def test_template_is_a_csv_named_after_the_city(desk, office):
    office.city.is_fictional = True
    office.city.save()
    response = desk.get(reverse("admin:survey_transfers_file", args=[office.city.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%95%B0%E5%8B%95")
    assert response.content.startswith("\ufeff利用者名,氏名,操作,".encode())


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(desk, office, on, size):
    on(TODAY)
    users = User.objects.bulk_create(User(username=f"m{n}", last_name="山田") for n in range(size))
    rows = Membership.objects.bulk_create(
        Membership(
            user=user,
            municipality=office.city,
            department=(office.first, office.second)[n % 2],
            role=("editor", "approver")[n % 2],
            start_on=FIRST,
            end_on=LAST,
        )
        for n, user in enumerate(users)
    )
    past = TODAY - ONE_DAY
    Membership.objects.bulk_create(
        Membership(user=user, municipality=office.city, role="viewer", start_on=past, end_on=past)
        for user in users
    )
    csv = csv_of(*(f"{user.username},,終了,,,,{LAST - ONE_DAY}" for user in users))
    counted = {}
    for name, visit in {
        "table": lambda: desk.get(page_of(office.city), {"tick": "all"}),
        "ended": lambda: desk.get(page_of(office.city), {"show": "ended"}),
        "preview": lambda: send(desk, office, "end", *rows, end_on=str(LAST - ONE_DAY)),
        "csv": lambda: upload(desk, office, csv),
        "template": lambda: desk.get(reverse("admin:survey_transfers_file", args=[office.city.pk])),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            assert visit().status_code == 200
        counted[name] = len(queries)
    assert counted == QUERIES
