"""Who works with the city's plans: roles that nobody holds, and people who can do nothing."""

from django.db.models import Count, Exists, Max, OuterRef

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.models import Membership, User
from plans.models import Plan

from ..models import PolicyEvaluator, YearlyStatus
from .checking import Check, Severity, to_add, to_change

Role = Membership.Role


def holders(city, today, *roles):
    """Memberships that last today, of people who can sign in; also where the city is out of use."""
    return Membership.objects.lasting(today).filter(municipality=city, user__is_active=True, role__in=roles)


def full_name(user):
    """Names are not unique, and who mends it looks for one of the two."""
    name = user.get_full_name()
    return f"{name}({user.username})" if name else user.username


def membership_rows(memberships):
    rows = memberships.select_related("user", "department").order_by("department", "role", "user__username")
    return [
        to_change(f"{full_name(row.user)}: {row.get_role_display()}、{row.department}", Membership, row.pk)
        for row in rows
    ]


def role_that_nobody_holds(role):
    """The check's `find`. A city in which nobody has ever worked is only being set up."""

    def find(city, today):
        has_worked = Membership.objects.filter(municipality=city).exists()
        if not has_worked or holders(city, today, role).exists():
            return []
        return [to_add(str(city), Membership, f"municipality={city.pk}&role={role}")]

    return find


def nobody_at_all(city, today):
    if Membership.objects.filter(municipality=city).exists():
        return []
    return [to_add(str(city), Membership, f"municipality={city.pk}&role={Role.COORDINATOR}")]


def member_of_ended_department(city, today):
    lasting = Membership.objects.lasting(today).filter(municipality=city)
    return membership_rows(lasting.filter(department__end_fy__lt=fiscal_year_of(today)))


def member_of_collective_name(city, today):
    lasting = Membership.objects.lasting(today).filter(municipality=city)
    return membership_rows(lasting.filter(department__is_collective=True))


def without_membership(city, today):
    still_to_come = Membership.objects.filter(user=OuterRef("pk"), end_on__gte=today)
    users = User.objects.filter(memberships__municipality=city, is_active=True, is_superuser=False)
    users = users.exclude(Exists(still_to_come)).annotate(last=Max("memberships__end_on"))
    return [
        to_change(f"{full_name(user)}: {user.last:%Y年%-m月%-d日}まで", User, user.pk)
        for user in users.order_by("username")
    ]


def editor_without_address(city, today):
    editors = holders(city, today, Role.EDITOR).filter(user__email="")
    users = User.objects.filter(pk__in=editors.values("user")).order_by("username")
    return [to_change(full_name(user), User, user.pk) for user in users]


def asked_without_editor(city, today):
    open_answers = YearlyStatus.objects.answers().outstanding().filter(item__plan__municipality=city)
    without = open_answers.exclude(department=None).exclude(
        department__in=holders(city, today, Role.EDITOR).values("department")
    )
    rows = without.values("department", "department__name").annotate(number=Count("pk"))
    return [
        to_add(
            f"{row['department__name']}: まだ提出されていない回答{row['number']}件",
            Membership,
            f"municipality={city.pk}&department={row['department']}&role={Role.EDITOR}",
        )
        for row in rows.order_by("department__sort_order", "department")
    ]


def committee_without_members(city, today):
    plans = Plan.objects.filter(municipality=city, evaluates_externally=True)
    plans = plans.exclude(Exists(holders(city, today, Role.EVALUATOR))).order_by("slug")
    query = f"municipality={city.pk}&role={Role.EVALUATOR}"
    return [to_add(str(plan), Membership, query) for plan in plans]


def judge_without_role(city, today):
    still_judges = holders(city, today, Role.EVALUATOR).values("user")
    rows = PolicyEvaluator.objects.filter(policy__plan__municipality=city).exclude(user__in=still_judges)
    rows = rows.select_related("policy__plan", "user").order_by(
        "policy__plan__slug", "policy__sort_order", "user__username"
    )
    return [
        to_change(f"{row.policy.plan} {row.policy}: {full_name(row.user)}", PolicyEvaluator, row.pk)
        for row in rows
    ]


CHECKS = (
    Check(
        "no_coordinator",
        "事務局のいない市区町村",
        "調査を始める、回答を確認する、利用者を登録するといったことを、市の人がだれもできません。"
        "年度末に所属が切れたときは、ポータルの管理者に、事務局の所属を更新してもらってください。",
        Severity.WRONG,
        role_that_nobody_holds(Role.COORDINATOR),
    ),
    Check(
        "no_publisher",
        "公開責任者のいない市区町村",
        "確認の終わった実績を、市の人がだれも公開できません。"
        "ポータルの管理者に、公開責任者の所属を登録してもらってください。",
        Severity.WRONG,
        role_that_nobody_holds(Role.PUBLISHER),
    ),
    Check(
        "member_of_ended_department",
        "廃止された部署に所属している人",
        "もうない部署の役割を持ったままです。引き継いだ部署の回答は見えず、書き込めません。"
        "いまの部署の所属を足し、この所属の終了日を、部署がなくなった日にしてください。",
        Severity.WRONG,
        member_of_ended_department,
    ),
    Check(
        "member_of_collective_name",
        "まとめた呼び名に所属している人",
        "「関係課」などはひとつの部署を指さないので、その所属では何も回答できません。"
        "実際の部署の所属を足し、この所属の終了日を過去の日にしてください。",
        Severity.WRONG,
        member_of_collective_name,
    ),
    Check(
        "nobody_at_all",
        "まだだれも登録されていない市区町村",
        "計画を公開するだけなら、このままでかまいません。調査を行うときは、ポータルの管理者に、"
        "最初の事務局の利用者を登録してもらってください。",
        Severity.UNSURE,
        nobody_at_all,
    ),
    Check(
        "without_membership",
        "いま使える所属のない利用者",
        "利用者としては有効ですが、所属の期間が終わっていて、ログインできません。引き続き担当するなら所属を足し、"
        "異動や退職なら「有効」の印を外してください。",
        Severity.UNSURE,
        without_membership,
    ),
    Check(
        "asked_without_editor",
        "調査の回答を待っているのに、入力者のいない部署",
        "この部署では、だれも回答に書き込めません。入力者を登録するか、事務局が代わりに書いてください。",
        Severity.UNSURE,
        asked_without_editor,
    ),
    Check(
        "editor_without_address",
        "メールアドレスのない入力者",
        "催促のメールが届きません。メールを使うときは、利用者のページにアドレスを入れてください。",
        Severity.UNSURE,
        editor_without_address,
    ),
    Check(
        "committee_without_members",
        "外部評価をする計画なのに、評価委員がいない",
        "委員が自分で評価を書くことができません。委員の利用者を「評価委員」として登録してください。"
        "事務局が会議の結果を書き入れるだけなら、このままでかまいません。",
        Severity.UNSURE,
        committee_without_members,
    ),
    Check(
        "judge_without_role",
        "評価委員でなくなった人が担当になっている方針",
        "担当の委員に、いま使える「評価委員」の役割がありません。所属を更新するか、"
        "「評価委員の担当」から外して、ほかの委員にしてください。",
        Severity.UNSURE,
        judge_without_role,
    ),
)
