"""What a human must check of the software and what came of it, in short; docs/accessibility.md tells how."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    GOOD = "good", _("問題なし")
    LIMITED = "limited", _("限界あり")
    NOT_YET = "not_yet", _("まだ")


class HumanCheck(NamedTuple):
    """`remark`: what was found, or why not yet. `done_on`: None where nobody has done it."""

    name: str
    outcome: Outcome
    remark: str
    done_on: date | None = None


FIRST, SECOND = date(2026, 11, 27), date(2026, 11, 28)

HUMAN_CHECKS = (
    HumanCheck(
        _("読み上げの順番(ブラウザが読み上げソフトに渡す内容を、順に読む)"),
        Outcome.GOOD,
        _("見た目と同じ順番です。見出しへのリンクは、見出しの言葉を名前に持ちます。"),
        SECOND,
    ),
    HumanCheck(
        _("図の代わりの文の意味"),
        Outcome.GOOD,
        _("図と同じ数値が、図のわきの、読み上げのための文にあります。年次報告書には表もあります。"),
        SECOND,
    ),
    HumanCheck(
        _("画面の言葉の分かりやすさ"),
        Outcome.LIMITED,
        _("画面の言葉は読み直しました。計画の文は計画書のままなので、むずかしい言葉が残ります。"),
        FIRST,
    ),
    HumanCheck(
        _("キーボードだけの操作"),
        Outcome.GOOD,
        _("Tab キーで初めから終わりまで進めます。止まるところには枠がつき、隠れません。"),
        FIRST,
    ),
    HumanCheck(
        _("400パーセントの拡大"),
        Outcome.LIMITED,
        _("横に動かさずに読めます。ページの頭の部分が最初の画面いっぱいになります。"),
        FIRST,
    ),
    HumanCheck(
        _("文字と行の間隔を広げた表示"),
        Outcome.GOOD,
        _("切れる文はなく、ページは横に動きません。年次計画の表は、枠の中を横に動かして読みます。"),
        FIRST,
    ),
    HumanCheck(
        _("強制カラー(ハイコントラスト)の表示"),
        Outcome.GOOD,
        _("枠、選んでいるタブ、印、図が残ります。年次報告書は、上の半分ほどを見ました。"),
        SECOND,
    ),
    HumanCheck(
        _("白黒の表示"),
        Outcome.GOOD,
        _("見たところに、色だけで伝えるものはありません。年次報告書は、上の4割ほどを見ました。"),
        FIRST,
    ),
    HumanCheck(
        _("カーソルを重ねたときに出るもの"),
        Outcome.GOOD,
        _("重ねて出る吹き出しはありません。"),
        FIRST,
    ),
    HumanCheck(
        _("音声と動画の字幕"),
        Outcome.GOOD,
        _("音声も動画も、自動で動くものもありません。"),
        FIRST,
    ),
    HumanCheck(
        _("見つからないとき、まちがえたときの案内"),
        Outcome.GOOD,
        _("何がなかったかと、次にできることが文で出ます。"),
        FIRST,
    ),
    HumanCheck(
        _("印刷"),
        Outcome.LIMITED,
        _(
            "文は切れず、表の見出しは次の紙にも出ます。見出しとその中身が、2枚の紙に分かれるところがあります。"
        ),
        FIRST,
    ),
    HumanCheck(
        _("読み上げソフト(NVDA、PC-Talker、VoiceOver、TalkBack)で聞く"),
        Outcome.NOT_YET,
        _("実際の読み上げソフトでは、まだ聞いていません。"),
    ),
    HumanCheck(
        _("英語のページの日本語の名称を、読み上げソフトで聞く"),
        Outcome.NOT_YET,
        _("言語の指定は機械で確かめていますが、まだ聞いていません。"),
    ),
    HumanCheck(
        _("スマートフォンの実機での操作"),
        Outcome.NOT_YET,
        _("画面の幅を合わせたパソコンで見ただけです。"),
    ),
    HumanCheck(
        _("PDF を、PDF の検査ツールと読み上げソフトで確かめる"),
        Outcome.NOT_YET,
        _("タグと言語の指定は機械で確かめていますが、ほかのツールでは、まだです。"),
    ),
    HumanCheck(
        _("障害のある人に使ってもらう"),
        Outcome.NOT_YET,
        _("まだ、使ってもらっていません。"),
    ),
)
