"""The success criteria of JIS X 8341-3:2016 (the same as WCAG 2.0): number, level, short name in both languages."""

from typing import NamedTuple

STANDARD = "JIS X 8341-3:2016"
LEVELS = ("A", "AA", "AAA")  # each holds the criteria of those before it


class Criterion(NamedTuple):
    number: str
    level: str
    name: str
    name_en: str

    def __str__(self):
        return f"{self.number} {self.name}({self.level})"


CRITERIA = tuple(
    Criterion(*row)
    for row in (
        ("1.1.1", "A", "非テキストコンテンツ", "Non-text content"),
        ("1.2.1", "A", "音声だけ及び映像だけ(収録済み)", "Audio-only and video-only (prerecorded)"),
        ("1.2.2", "A", "キャプション(収録済み)", "Captions (prerecorded)"),
        (
            "1.2.3",
            "A",
            "音声解説又はメディアに対する代替コンテンツ(収録済み)",
            "Audio description or media alternative (prerecorded)",
        ),
        ("1.2.4", "AA", "キャプション(ライブ)", "Captions (live)"),
        ("1.2.5", "AA", "音声解説(収録済み)", "Audio description (prerecorded)"),
        ("1.2.6", "AAA", "手話(収録済み)", "Sign language (prerecorded)"),
        ("1.2.7", "AAA", "拡張音声解説(収録済み)", "Extended audio description (prerecorded)"),
        ("1.2.8", "AAA", "メディアに対する代替コンテンツ(収録済み)", "Media alternative (prerecorded)"),
        ("1.2.9", "AAA", "音声だけ(ライブ)", "Audio-only (live)"),
        ("1.3.1", "A", "情報及び関係性", "Info and relationships"),
        ("1.3.2", "A", "意味のある順序", "Meaningful sequence"),
        ("1.3.3", "A", "感覚的な特徴", "Sensory characteristics"),
        ("1.4.1", "A", "色の使用", "Use of colour"),
        ("1.4.2", "A", "音声の制御", "Audio control"),
        ("1.4.3", "AA", "コントラスト(最低限レベル)", "Contrast (minimum)"),
        ("1.4.4", "AA", "テキストのサイズ変更", "Resize text"),
        ("1.4.5", "AA", "文字画像", "Images of text"),
        ("1.4.6", "AAA", "コントラスト(高度レベル)", "Contrast (enhanced)"),
        ("1.4.7", "AAA", "小さな背景音、又は背景音なし", "Low or no background audio"),
        ("1.4.8", "AAA", "視覚的提示", "Visual presentation"),
        ("1.4.9", "AAA", "文字画像(例外なし)", "Images of text (no exception)"),
        ("2.1.1", "A", "キーボード", "Keyboard"),
        ("2.1.2", "A", "キーボードトラップなし", "No keyboard trap"),
        ("2.1.3", "AAA", "キーボード(例外なし)", "Keyboard (no exception)"),
        ("2.2.1", "A", "タイミング調整可能", "Timing adjustable"),
        ("2.2.2", "A", "一時停止、停止及び非表示", "Pause, stop, hide"),
        ("2.2.3", "AAA", "タイミング非依存", "No timing"),
        ("2.2.4", "AAA", "割込み", "Interruptions"),
        ("2.2.5", "AAA", "再認証", "Re-authenticating"),
        ("2.3.1", "A", "3回の閃光、又は閾値以下", "Three flashes or below threshold"),
        ("2.3.2", "AAA", "3回の閃光", "Three flashes"),
        ("2.4.1", "A", "ブロックスキップ", "Bypass blocks"),
        ("2.4.2", "A", "ページタイトル", "Page titled"),
        ("2.4.3", "A", "フォーカス順序", "Focus order"),
        ("2.4.4", "A", "リンクの目的(コンテキスト内)", "Link purpose (in context)"),
        ("2.4.5", "AA", "複数の手段", "Multiple ways"),
        ("2.4.6", "AA", "見出し及びラベル", "Headings and labels"),
        ("2.4.7", "AA", "フォーカスの可視化", "Focus visible"),
        ("2.4.8", "AAA", "現在位置", "Location"),
        ("2.4.9", "AAA", "リンクの目的(リンクだけ)", "Link purpose (link only)"),
        ("2.4.10", "AAA", "セクション見出し", "Section headings"),
        ("3.1.1", "A", "ページの言語", "Language of page"),
        ("3.1.2", "AA", "一部分の言語", "Language of parts"),
        ("3.1.3", "AAA", "一般的ではない用語", "Unusual words"),
        ("3.1.4", "AAA", "略語", "Abbreviations"),
        ("3.1.5", "AAA", "読解レベル", "Reading level"),
        ("3.1.6", "AAA", "発音", "Pronunciation"),
        ("3.2.1", "A", "フォーカス時", "On focus"),
        ("3.2.2", "A", "入力時", "On input"),
        ("3.2.3", "AA", "一貫したナビゲーション", "Consistent navigation"),
        ("3.2.4", "AA", "一貫した識別性", "Consistent identification"),
        ("3.2.5", "AAA", "要求による変化", "Change on request"),
        ("3.3.1", "A", "エラーの特定", "Error identification"),
        ("3.3.2", "A", "ラベル又は説明", "Labels or instructions"),
        ("3.3.3", "AA", "エラー修正の提案", "Error suggestion"),
        ("3.3.4", "AA", "エラー回避(法的、金融及びデータ)", "Error prevention (legal, financial, data)"),
        ("3.3.5", "AAA", "ヘルプ", "Help"),
        ("3.3.6", "AAA", "エラー回避(すべて)", "Error prevention (all)"),
        ("4.1.1", "A", "構文解析", "Parsing"),
        ("4.1.2", "A", "名前・役割及び値", "Name, role, value"),
    )
)
BY_NUMBER = {criterion.number: criterion for criterion in CRITERIA}


def criteria_of(level):
    """Those that the level asks for, in the order of the standard: 25 for A, 38 for AA, 61 for AAA; none for ""."""
    held = LEVELS[: LEVELS.index(level) + 1] if level else ()
    return tuple(criterion for criterion in CRITERIA if criterion.level in held)


def criterion_choices():
    return [(criterion.number, str(criterion)) for criterion in CRITERIA]
