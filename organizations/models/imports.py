"""What came in from files: the upload that waits for its confirmation, and the record it becomes."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .municipalities import Municipality
from .staff import User


class FileImport(models.Model):
    """One import of one or more files: first what it would change, then, once confirmed, the record of what it did.

    `preview`: what `organizations.importing.previews` writes; `entries`: those of the Ledger, for taking it back.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", "計画のブック"
        SURVEY = "survey", "調査票"
        LIST = "list", "一覧"

    class State(models.TextChoices):
        WAITING = "waiting", "確認待ち"
        DONE = "done", "取り込み済"
        TAKEN_BACK = "taken_back", "取り消し済"

    kind = models.CharField("種類", max_length=10, choices=Kind, help_text="何のファイルか。")
    title = models.CharField("取り込み先", max_length=300, help_text="どの計画、どの調査、どの一覧か。")
    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="file_imports",
        help_text="空欄は、この取り込みで登録する市区町村。",
    )
    target = models.JSONField("取り込み先の記号", default=dict)
    state = models.CharField(
        "状態",
        max_length=10,
        choices=State,
        default=State.WAITING,
        help_text="確認待ちの間は、何も変わっていません。",
    )
    added = models.PositiveIntegerField("追加", default=0, help_text="登録した行の数。")
    changed = models.PositiveIntegerField("変更", default=0, help_text="変えた行の数。")
    unchanged = models.PositiveIntegerField(
        "変更なし", default=0, help_text="ファイルにあり、変わらなかった行の数。"
    )
    missing = models.PositiveIntegerField(
        "ファイルにない",
        default=0,
        help_text="登録されていて、ファイルにはなかった行の数。何も変えていません。",
    )
    preview = models.JSONField("内容", null=True, blank=True, encoder=DjangoJSONEncoder)
    choices = models.JSONField(
        "選んだもの", default=dict, help_text="ほかの人の変更とぶつかったセルで、どちらを残すか。"
    )
    entries = models.JSONField("変えたもの", default=list, encoder=DjangoJSONEncoder)
    told = models.TextField("知らせ", blank=True, help_text="確認や取り込みが止まったわけ。")
    uploaded_at = models.DateTimeField("ファイルを選んだ日時")
    uploaded_by = models.ForeignKey(
        User,
        verbose_name="取り込んだ人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="file_imports",
        help_text="空欄は、コマンドからの取り込み。",
    )
    done_at = models.DateTimeField("取り込んだ日時", null=True, blank=True)
    taken_back_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        User,
        verbose_name="取り消した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="file_imports_taken_back",
    )

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込みの記録"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", done_at__isnull=True, taken_back_at__isnull=True)
                | models.Q(state="done", done_at__isnull=False, taken_back_at__isnull=True)
                | models.Q(state="taken_back", done_at__isnull=False, taken_back_at__isnull=False),
                name="file_import_state_has_its_times",
                violation_error_message="取り込みの状態と日時が合いません。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}「{self.title}」の取り込み"


class ImportedFile(models.Model):
    """A file of an import. Its content is kept only until the import is confirmed or given up."""

    file_import = models.ForeignKey(
        FileImport, verbose_name="取り込み", on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField("ファイル名", max_length=255)
    size = models.PositiveBigIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("中身", null=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込んだファイル"
        ordering = ["file_import", "id"]

    def __str__(self):
        return self.name
