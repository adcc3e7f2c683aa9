from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import span_label
from kyodo_portal.japanese.wording import joined, name_of
from organizations.fields import FoldedTextField, LinesField, easy_summary_field, english_name_field, lines
from organizations.models import Department, Municipality
from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_fiscal_year, validate_public_slug

from ..ownership import ownership_of
from ..querysets import PlanQuerySet
from ..wording import level_words

REPORTS_STAND = "公開した年次報告書があるため、計画の公開をやめられません。報告書は、取り下げても、そのことを示すページが残ります。"


class Plan(NaturalKeyModel):
    """A city's collaboration plan, with its own words for its levels and its own period."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="plans",
        help_text="計画を定めた市区町村。",
    )
    slug = models.SlugField(
        "アドレス",
        max_length=80,
        validators=[validate_public_slug],
        help_text="公開ページの住所になる半角英数字(例: promotion-plan-2009)。公開後は変えないでください。",
    )
    is_published = models.BooleanField(
        "公開",
        default=False,
        help_text="印をつけると、だれでも見られます。印がない間は、職員だけが下見できます。",
    )
    title = models.CharField("計画の名称", max_length=200, help_text="表紙に印字されたとおりに入力します。")
    title_en = english_name_field(300)
    subtitle = models.CharField("副題", max_length=200, blank=True, help_text="副題の印字。なければ空欄。")
    other_titles = LinesField("ほかの表記", help_text="奥付などで名称が違うとき、1行に1つ。")
    theme = models.CharField(
        "テーマ・将来像", max_length=200, blank=True, help_text="将来像やテーマの印字。なければ空欄。"
    )
    established_as_printed = models.CharField(
        "策定年月(印字)", max_length=50, blank=True, help_text="印字のまま。記載がなければ空欄。"
    )

    start_fy = models.PositiveSmallIntegerField(
        "始まりの年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。記載がなければ空欄。",
    )
    end_fy = models.PositiveSmallIntegerField(
        "終わりの年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。記載がなければ空欄。",
    )
    open_ended = models.BooleanField(
        "終わりを定めない",
        null=True,
        blank=True,
        help_text="「24年度以降」のように終わりがないとき「はい」。記載がなければ「不明」。",
    )
    period_as_printed = models.CharField(
        "計画期間(印字)",
        max_length=100,
        blank=True,
        help_text="期間の印字のまま(例: 平成29年度から平成33年度の5年間)。",
    )
    action_start_fy = models.PositiveSmallIntegerField(
        "実行計画の始まり", null=True, blank=True, validators=[validate_fiscal_year], help_text="西暦。"
    )
    action_end_fy = models.PositiveSmallIntegerField(
        "実行計画の終わり", null=True, blank=True, validators=[validate_fiscal_year], help_text="西暦。"
    )
    review_fy = models.PositiveSmallIntegerField(
        "見直しの年度", null=True, blank=True, validators=[validate_fiscal_year], help_text="西暦。"
    )

    owner = models.ForeignKey(
        Department,
        verbose_name="計画の担当部署",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_plans",
        help_text="市民の問い合わせ先になります。連絡先は部署に入力します。",
    )
    owner_as_printed = models.CharField(
        "担当部署(印字)", max_length=200, blank=True, help_text="計画に印字された担当部署の名称のまま。"
    )

    policy_label = models.CharField(
        "第1階層の呼び名", max_length=30, help_text="例: 推進方針、基本方針、目標"
    )
    subpolicy_label = models.CharField(
        "第2階層の呼び名",
        max_length=30,
        blank=True,
        help_text="基本方針→基本施策のように、方針が2段のときだけ。",
    )
    measure_label = models.CharField("施策の階層の呼び名", max_length=30, help_text="例: 推進施策、個別施策")
    item_label = models.CharField("取組の呼び名", max_length=30, help_text="例: 推進項目、取組項目")
    labels_not_printed = LinesField(
        "印字のない呼び名", help_text="計画に呼び名の印字がなく、こちらで付けた呼び名。1行に1つ。"
    )
    labels_as_found = LinesField("呼び名の印字のされ方", help_text="「階層: 印字」の形で1行に1つ。")

    aim_heading = models.CharField(
        "ねらいの見出し", max_length=100, blank=True, help_text="計画に印字された見出し(例: 協働のねらい)。"
    )
    aim = models.TextField(
        "ねらい(要約)", blank=True, help_text="計画の文をそのまま写さず、短くやさしく書き直します。"
    )
    easy_summary = easy_summary_field()
    roadmap_columns_derived = models.BooleanField(
        "年度の列は計画期間から作成",
        default=False,
        help_text="計画に年度の列の印字がないとき印をつけます。年次計画のページにその旨が出ます。",
    )
    roadmap_notice = models.TextField(
        "年次計画の断り書き", blank=True, help_text="矢印が読み取れないなど、年次計画の表の上に出す断り。"
    )
    blank_word = models.CharField(
        "空欄の言葉",
        max_length=30,
        default="記載なし",
        help_text="年次計画の空欄に出す言葉。印が読み取れなかった計画では、そのことが分かる言葉にします。",
    )
    has_actor_marks = models.BooleanField(
        "主体の印がある", default=True, help_text="計画に主体(市民・市・協働)の印がないときは印を外します。"
    )
    actor_notice = models.CharField(
        "主体の区分の断り書き",
        max_length=200,
        blank=True,
        help_text="実施主体から読み替えたなど、主体の示し方の断り。",
    )
    evaluates_internally = models.BooleanField(
        "内部評価をする", default=False, help_text="担当課の自己評価のあと、事務局も評価します。"
    )
    evaluates_mutually = models.BooleanField(
        "相互評価をする", default=False, help_text="いっしょに取り組んだ団体などの見方も並べます。"
    )
    evaluates_externally = models.BooleanField(
        "外部評価をする", default=False, help_text="委員会などが評価し、意見を書きます。"
    )
    replies_to_evaluations = models.BooleanField(
        "市の対応を書く", default=False, help_text="相互評価と外部評価の意見に、市がどう応えるかを書きます。"
    )
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    search_text = FoldedTextField(
        sources=["title", "subtitle", "other_titles", "theme", "aim", "owner_as_printed", "title_en"]
    )

    natural_key_fields = ("municipality", "slug")

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="計画の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "計画"
        ordering = ["municipality__code", "start_fy", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="plan_slug_once_per_municipality",
                violation_error_message="このアドレスの計画は、この市区町村にすでにあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(start_fy__isnull=True)
                | models.Q(end_fy__isnull=True)
                | models.Q(end_fy__gte=models.F("start_fy")),
                name="plan_ends_after_start",
                violation_error_message="終わりの年度は、始まりの年度より前にできません。",
            ),
            models.CheckConstraint(
                condition=~models.Q(open_ended=True) | models.Q(end_fy__isnull=True),
                name="plan_open_end_has_no_end",
                violation_error_message="「終わりを定めない」計画には、終わりの年度を入力できません。どちらかにしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(action_start_fy__isnull=True)
                | models.Q(action_end_fy__isnull=True)
                | models.Q(action_end_fy__gte=models.F("action_start_fy")),
                name="plan_action_ends_after_start",
                violation_error_message="実行計画の終わりは、始まりより前にできません。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:plan_detail", args=[self.municipality.slug, self.slug])

    def clean(self):
        if self.owner_id and self.municipality_id and self.owner.municipality_id != self.municipality_id:
            raise ValidationError({"owner": "担当部署は、この市区町村の部署から選んでください。"})
        if self.pk and self.annual_reports.exists():
            self._keep_the_address_of_reports()

    def _keep_the_address_of_reports(self):
        """Others link to a published report for ever."""
        if Plan.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError(
                {
                    "slug": "公開した年次報告書があるため、アドレスは変えられません(報告書へのリンクが切れます)。"
                }
            )
        if not self.is_published:
            raise ValidationError({"is_published": REPORTS_STAND})

    @property
    def url_args(self):
        return [self.municipality.slug, self.slug]

    @cached_property
    def ownership(self):
        """Who has the plan today."""
        return ownership_of(self)

    @property
    def public_contact(self):
        """The department a citizen can ask today, or None when there is none or its contact is not known."""
        return self.ownership.contact

    @property
    def period(self):
        """Both calendars; 記載なし when the document gives no year."""
        return span_label(self.start_fy, self.end_fy, bool(self.open_ended))

    @property
    def period_sentence(self):
        if self.start_fy is None:
            return _("計画期間の記載はありません。")
        return _("期間は、%(period)sです。") % {"period": self.period}

    @property
    def name_with_city(self):
        """Both names; the city's is not said again where the plan's begins with it."""
        city, title = name_of(self.municipality), name_of(self)
        if title.startswith(city):
            return title
        return joined(pgettext("city and plan", " "), [city, title])

    @property
    def printed_owner(self):
        """The department as printed, for `named`: English where it is still called so."""
        is_its_name = self.owner is not None and self.owner_as_printed == self.owner.name
        return {"name": self.owner_as_printed, "name_en": self.owner.name_en if is_its_name else ""}

    @property
    def roadmap_title(self):
        """A plan without years speaks of phases."""
        return _("年次計画") if self.start_fy else _("段階別の計画")

    @property
    def action_period(self):
        return span_label(self.action_start_fy, self.action_end_fy, False)

    @property
    def other_title_list(self):
        return lines(self.other_titles)

    @property
    def level_labels(self):
        """Level -> the plan's own word; `subpolicy` only where the plan has that level."""
        labels = {"policy": self.policy_label}
        if self.subpolicy_label:
            labels["subpolicy"] = self.subpolicy_label
        return labels | {"measure": self.measure_label, "item": self.item_label}

    @property
    def words(self):
        """What its levels are called in the page's language; keys as in `plans.wording`."""
        return level_words(self)

    @property
    def labels_of_ours(self):
        return lines(self.labels_not_printed)
