"""What a city's tests found, in the items that JIS X 8341-3:2016 附属書JB asks to be shown."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from ..accessibility_querysets import PublishedQuerySet
from ..fields import LinesField, lines
from ..success_criteria import BY_NUMBER, CRITERIA, STANDARD, criteria_of, criterion_choices
from .accessibility import Conformity, Level, claim, is_blank
from .municipalities import Municipality


class AccessibilityTest(models.Model):
    """One test of the city's pages against the standard, with what 附属書JB asks to be shown of it."""

    class Selection(models.TextChoices):
        PAGE = "page", gettext_lazy("ウェブページ単位で選ぶ(JB.1.1)")
        ALL = "all", gettext_lazy("すべてのウェブページを選ぶ(JB.1.2 a)")
        RANDOM = "random", gettext_lazy("無作為に選ぶ(JB.1.2 b)")
        REPRESENTATIVE = "representative", gettext_lazy("代表するウェブページを選ぶ(JB.1.2 c)")
        BOTH = "both", gettext_lazy("代表するウェブページと、無作為に選んだものを合わせる(JB.1.2 d)")

    NEEDED = (
        "page_description",
        "technologies",
        "selection",
        "tested_pages",
        "started_on",
        "ended_on",
        "tools",
    )

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="accessibility_tests",
        help_text="試験をした市区町村。",
    )
    stated_on = models.DateField(
        "表明日",
        help_text="この試験結果を表明する日。公開ページの住所になります。公開後は変えないでください。",
    )
    standard = models.CharField(
        "規格の規格番号及び改正年", max_length=50, default=STANDARD, help_text="試験に使った規格。"
    )
    target_level = models.CharField(
        "目標とした適合レベル",
        max_length=3,
        choices=Level,
        default=Level.AA,
        help_text="このレベルの達成基準すべてに、結果がいります(Aは25、AAは38)。",
    )
    met_level = models.CharField(
        "満たしている適合レベル",
        max_length=3,
        choices=Level,
        blank=True,
        help_text="すべての達成基準を満たしているレベル。Aも満たしていないときは空欄。",
    )
    conformity = models.CharField(
        "対応度の表記",
        max_length=10,
        choices=Conformity,
        help_text="準拠は、目標のレベルの達成基準をすべて満たしたときだけ。",
    )
    considered_criteria = models.TextField(
        "配慮し参照した達成基準",
        blank=True,
        help_text="対応度が「配慮」のとき、参照した達成基準の一覧。ほかのときは、上のレベルで参照したものがあれば。",
    )
    next_steps = models.TextField(
        "今後の対応",
        blank=True,
        help_text="満たしていない達成基準を、いつまでにどうするか。「一部準拠」のときは必ず。",
    )
    page_description = models.TextField(
        "対象となるウェブページに関する簡潔な説明",
        blank=True,
        help_text="例: このサイトの、本市の協働の計画のページ(ダウンロードするファイルを除く)。",
    )
    technologies = LinesField("依存したウェブコンテンツ技術", help_text="1行に1つ(例: HTML、CSS、SVG)。")
    selection = models.CharField(
        "試験を行ったウェブページの選択方法",
        max_length=20,
        choices=Selection,
        blank=True,
        help_text="附属書JBのどの方法で選んだか。",
    )
    tested_pages = LinesField(
        "試験を行ったウェブページのアドレス",
        help_text="1行に1つ、https:// から。ページの数は、行の数になります。",
    )
    started_on = models.DateField("試験の開始日", null=True, blank=True, help_text="試験を始めた日。")
    ended_on = models.DateField("試験の終了日", null=True, blank=True, help_text="試験を終えた日。")
    tools = LinesField(
        "試験に用いたツール・支援技術",
        help_text="1行に1つ。検査のツール、ブラウザ、読み上げソフトの名前と版。",
    )
    is_published = models.BooleanField(
        "公開",
        default=False,
        help_text="印をつけると、市区町村の「試験結果」のページに出ます。達成基準の結果をすべて保存してから。",
    )

    objects = PublishedQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="ウェブアクセシビリティ試験の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "ウェブアクセシビリティ試験"
        ordering = ["municipality", "-stated_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "stated_on"],
                name="accessibility_test_once_a_day",
                violation_error_message="この表明日の試験は、すでに登録されています。別の日にするか、登録されている試験を直してください。",
            ),
            models.CheckConstraint(
                condition=models.Q(started_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="accessibility_test_ends_after_start",
                violation_error_message="試験の終了日は開始日より前にできません。",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__lte=models.F("stated_on")),
                name="accessibility_test_is_stated_after_its_end",
                violation_error_message="試験の終了日は、表明日より後にできません。",
            ),
        ]

    def __str__(self):
        return f"{self.municipality}のウェブアクセシビリティ試験({self.stated_on:%Y-%m-%d})"

    def get_absolute_url(self):
        return reverse("accessibility:test", args=[self.municipality.slug, self.stated_on])

    def clean(self):
        """What was published keeps to what the results say. Errors stand for the whole form, see the policy."""
        self._clean_addresses()
        self._keep_the_address()
        if self.is_published:
            for why_not in (self._missing_texts, self._missing_results, self._beyond_results):
                if sentence := why_not():
                    raise ValidationError(sentence)

    def _keep_the_address(self):
        """Others link to a published result by its day."""
        stored = type(self).objects.filter(pk=self.pk, is_published=True).first() if self.pk else None
        if stored and stored.stated_on != self.stated_on:
            raise ValidationError(
                {
                    "stated_on": "公開した試験の表明日は、ページのアドレスなので変えられません。"
                    "公開の印を外して保存してから変えるか、新しい試験として登録してください。"
                }
            )

    def _clean_addresses(self):
        valid = URLValidator(schemes=["http", "https"])
        for address in self.tested_page_list:
            try:
                valid(address)
            except ValidationError:
                raise ValidationError(
                    {"tested_pages": f"「{address}」は、https:// から始まる1つのアドレスにしてください。"}
                ) from None

    def _missing_texts(self):
        missing = [self._meta.get_field(n).verbose_name for n in self.NEEDED if is_blank(getattr(self, n))]
        if self.conformity == Conformity.CONSIDERS and not self.considered_criteria:
            missing.append("配慮し参照した達成基準")
        if self.conformity == Conformity.PARTLY and not self.next_steps:
            missing.append("今後の対応")
        return f"試験結果を公開するには、次の欄を入れてください: {'、'.join(missing)}。" if missing else ""

    def _missing_results(self):
        known = self._stored_results()
        missing = [c.number for c in criteria_of(self.target_level) if c.number not in known]
        if missing:
            return (
                f"達成基準の結果がそろっていないため、公開できません。まだないもの: {'、'.join(missing)}。"
                "「公開」の印を外して結果を保存し、そのあとで公開してください。"
            )
        return ""

    def _beyond_results(self):
        """Why the published claim would say more than the results do."""
        results = self._stored_results()
        unmet = [c for c in CRITERIA if results.get(c.number) == CriterionResult.Result.UNMET]
        for level in filter(
            None, (self.met_level, self.conformity == Conformity.CONFORMS and self.target_level)
        ):
            failing = [c.number for c in unmet if c in criteria_of(level)]
            if failing:
                return (
                    f"レベル{level}を満たしているとは書けません。不適合の達成基準があります: {'、'.join(failing)}。"
                    "「満たしている適合レベル」と「対応度の表記」を、結果に合わせてください。"
                )
        if self.met_level and any(c.number not in results for c in criteria_of(self.met_level)):
            return (
                f"レベル{self.met_level}の達成基準すべての結果がないため、満たしているとは書けません。"
                "「満たしている適合レベル」を、目標としたレベルまでにしてください。"
            )
        return ""

    def _stored_results(self):
        """Number -> result, as the database has it: a form may be about to write others."""
        return dict(self.results.values_list("criterion", "result")) if self.pk else {}

    @property
    def claim(self):
        return claim(self.conformity, self.standard, self.target_level)

    @property
    def tested_page_list(self):
        return lines(self.tested_pages)

    @property
    def technology_list(self):
        return lines(self.technologies)

    @property
    def tool_list(self):
        return lines(self.tools)


class CriterionResult(models.Model):
    """What a test found for one success criterion (達成基準チェックリスト)."""

    class Result(models.TextChoices):
        MET = "met", gettext_lazy("適合")
        UNMET = "unmet", gettext_lazy("不適合")
        NONE = "none", gettext_lazy("対象なし")

    class Method(models.TextChoices):
        MACHINE = "machine", gettext_lazy("機械")
        HUMAN = "human", gettext_lazy("人")
        BOTH = "both", gettext_lazy("機械と人")

    test = models.ForeignKey(
        AccessibilityTest,
        verbose_name="試験",
        on_delete=models.CASCADE,
        related_name="results",
        help_text="この結果の試験。",
    )
    criterion = models.CharField(
        "達成基準", max_length=6, choices=criterion_choices, help_text="規格の番号と名前。"
    )
    applies = models.BooleanField(
        "適用",
        default=True,
        help_text="この達成基準に当たるものがページにあれば印をつけます(動画がなければ外します)。",
    )
    result = models.CharField(
        "結果", max_length=5, choices=Result, help_text="適用しないものは「対象なし」。"
    )
    method = models.CharField(
        "試験方法", max_length=7, choices=Method, blank=True, help_text="機械で調べたか、人が確かめたか。"
    )
    note = models.CharField(
        "備考", max_length=300, blank=True, help_text="不適合のところと理由など。公開されます。"
    )

    objects = models.Manager()
    history = HistoricalRecords(verbose_name="達成基準の結果の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "達成基準の結果"
        ordering = ["test", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["test", "criterion"],
                name="criterion_result_once_per_test",
                violation_error_message="この達成基準の結果は、すでにあります。1つの達成基準に1行にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(applies=False, result="none")
                | (models.Q(applies=True) & ~models.Q(result="none")),
                name="criterion_result_fits_application",
                violation_error_message="適用する達成基準の結果は「適合」か「不適合」に、適用しないものは「対象なし」にしてください。",
            ),
        ]

    def __str__(self):
        return f"{BY_NUMBER[self.criterion]}: {self.Result(self.result).label}"

    def clean(self):
        """A published claim is not contradicted behind its back, and its list stays whole."""
        stored = type(self).objects.select_related("test").filter(pk=self.pk).first() if self.pk else None
        if stored and stored.test_id != self.test_id and stored.test.is_published:
            raise ValidationError(
                "公開した試験の結果を、別の試験に移すことはできません。先に、試験の「公開」の印を外してください。"
            )
        if not (self.test_id and self.test.is_published):
            return
        if stored and stored.criterion != self.criterion:
            raise ValidationError(
                "公開した試験の結果を、別の達成基準に変えることはできません。先に、試験の「公開」の印を外してください。"
            )
        if self.result != self.Result.UNMET:
            return
        level = self.test.target_level if self.test.conformity == Conformity.CONFORMS else self.test.met_level
        if BY_NUMBER.get(self.criterion) in criteria_of(level):
            raise ValidationError(
                f"この試験は、レベル{level}を満たしているとして公開されています。不適合にする前に、"
                "試験の「対応度の表記」と「満たしている適合レベル」を改めるか、「公開」の印を外してください。"
            )
