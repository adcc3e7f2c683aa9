from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.wording import name_of

from ..fields import FoldedTextField, english_name_field
from ..natural_keys import NaturalKeyModel
from ..prefectures import PREFECTURES
from ..querysets import MunicipalityQuerySet
from ..validators import validate_municipality_code, validate_public_slug, validate_reading


def marked(name, is_fictional):
    """The name of a city, which says so where the city does not exist; in the language of the page."""
    return _("%(name)s(架空の見本)") % {"name": name} if is_fictional else name


class Municipality(NaturalKeyModel):
    """A city, town or village whose plans are published here."""

    class Licence(models.TextChoices):
        CC_BY = "cc-by-4.0", gettext_lazy("クリエイティブ・コモンズ 表示 4.0 国際 (CC BY 4.0)")
        PDL = "pdl-1.0", gettext_lazy("公共データ利用規約(第1.0版)")

    class Colour(models.TextChoices):
        BLUE = "blue", "青"
        LIGHT_BLUE = "light-blue", "水色"
        CYAN = "cyan", "青緑"
        GREEN = "green", "緑"
        ORANGE = "orange", "橙"
        RED = "red", "赤"
        MAGENTA = "magenta", "赤紫"
        PURPLE = "purple", "紫"

    code = models.CharField(
        "全国地方公共団体コード",
        max_length=6,
        unique=True,
        validators=[validate_municipality_code],
        error_messages={"unique": "このコードの市区町村はすでに登録されています。"},
        help_text="検査数字を含む6桁。先頭の0も入力します(例: つくばみらい市 082350)。",
    )
    slug = models.SlugField(
        "アドレス",
        max_length=50,
        unique=True,
        validators=[validate_public_slug],
        error_messages={"unique": "このアドレスはほかの市区町村が使っています。"},
        help_text="公開ページの住所になる半角英数字(例: yamaguchi → /yamaguchi/)。公開後は変えないでください。",
    )
    name = models.CharField("名称", max_length=50, help_text="正式な名称(例: 山口市)。")
    reading = models.CharField(
        "よみ",
        max_length=100,
        blank=True,
        validators=[validate_reading],
        help_text="ひらがな。五十音順に並べるときに使います。",
    )
    name_en = english_name_field(100)
    prefecture = models.CharField("都道府県", max_length=10, help_text="例: 山口県")
    is_fictional = models.BooleanField(
        "架空の見本",
        default=False,
        help_text="実在しない見本の市のとき印をつけます。すべての画面とファイルに、そのことが出ます。",
    )
    is_in_use = models.BooleanField(
        "使用中",
        default=True,
        help_text="印を外すと、公開ページがすべてなくなり、職員もログインできなくなります。何も削除されません。",
    )
    colour = models.CharField(
        "市の色",
        max_length=10,
        choices=Colour,
        default=Colour.BLUE,
        help_text="公開ページの見出しなどの色。どの色でも、文字が読みやすいことを確かめてあります。",
    )
    licence = models.CharField(
        "年次報告書の利用条件",
        max_length=10,
        choices=Licence,
        blank=True,
        help_text="年次報告書とそのファイルを、どの条件で使ってよいか。決めていなければ空欄(条件の記載なしで公開されます)。",
    )
    reading_note = models.TextField(
        "読み取りの注記",
        blank=True,
        help_text="資料に印字がない、読みが分かれるなど。データファイルにも載ります。",
    )
    search_text = FoldedTextField(sources=["name", "reading", "prefecture", "code", "slug", "name_en"])

    natural_key_fields = ("slug",)

    objects = MunicipalityQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="市区町村の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "市区町村"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("code"), 6),
                name="municipality_code_has_six_digits",
                violation_error_message="全国地方公共団体コードは6桁で入力してください。",
            ),
        ]

    def __str__(self):
        return self.marked_name

    def clean(self):
        """Others link to a published report for ever."""
        has_reports = self.pk and self.plans.filter(annual_reports__isnull=False).exists()
        if has_reports and Municipality.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError(
                {
                    "slug": "公開した年次報告書があるため、アドレスは変えられません(報告書へのリンクが切れます)。"
                }
            )

    @property
    def marked_name(self):
        """The name, which says so where the city does not exist."""
        return marked(name_of(self), self.is_fictional)

    @property
    def prefecture_name(self):
        """The prefecture in the language of the page, where it is one of the 47."""
        return _(self.prefecture) if self.prefecture in PREFECTURES else self.prefecture

    @property
    def notice(self):
        """What every page and file says of a city that does not exist; empty for a real one."""
        if not self.is_fictional:
            return ""
        sentence = _("%(name)sは実在しない見本の市です。計画も実績もすべて架空です。")
        return sentence % {"name": name_of(self)}

    def get_absolute_url(self):
        return reverse("plans:city_detail", args=[self.slug])
