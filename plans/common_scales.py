"""Five scales that cities commonly use, ready to copy into a plan and to adapt there before they are used."""

from dataclasses import dataclass

from django.db import transaction

from .models import Grade, RatingScale

ACHIEVED, UNDER_WAY, BEHIND = Grade.CountsAs.ACHIEVED, Grade.CountsAs.UNDER_WAY, Grade.CountsAs.BEHIND


@dataclass(frozen=True)
class CommonScale:
    """`grades`: (code, label, what it means, symbol, counts as), the best first."""

    key: str
    name: str
    grades: tuple

    @property
    def labels(self):
        return "、".join(f"{code} {label}" if code != label else label for code, label, *_ in self.grades)


COMMON_SCALES = (
    CommonScale(
        "abc",
        "ABC(3段階)",
        (
            ("A", "計画どおり", "その年度に予定したことを、ほぼすべて行った。", "○", ACHIEVED),
            ("B", "一部実施", "予定したことの一部を行い、残りがある。", "△", UNDER_WAY),
            ("C", "進んでいない", "予定したことが、ほとんどできなかった。", "×", BEHIND),
        ),
    ),
    CommonScale(
        "sabcd",
        "SABCD(5段階)",
        (
            ("S", "計画を上回る", "予定を超える成果があった。", "◎", ACHIEVED),
            ("A", "計画どおり", "予定したことを行い、見込んだ成果があった。", "○", ACHIEVED),
            ("B", "おおむね計画どおり", "予定したことの大半を行った。", "□", UNDER_WAY),
            ("C", "やや遅れ", "予定したことの半分ほどにとどまった。", "△", BEHIND),
            ("D", "遅れ", "予定したことが、ほとんどできなかった。", "×", BEHIND),
        ),
    ),
    CommonScale(
        "symbols",
        "◎○△×(4段階)",
        (
            ("◎", "十分にできた", "予定した以上に進み、はっきりした成果があった。", "◎", ACHIEVED),
            ("○", "できた", "予定したとおりに進んだ。", "○", ACHIEVED),
            ("△", "少しできた", "手をつけたが、予定したところまで進まなかった。", "△", UNDER_WAY),
            ("×", "できなかった", "手をつけられなかったか、ほとんど進まなかった。", "×", BEHIND),
        ),
    ),
    CommonScale(
        "achievement",
        "達成・概ね達成・一部・未(4段階)",
        (
            ("1", "達成", "目標に達した。", "◎", ACHIEVED),
            ("2", "概ね達成", "目標にほぼ達し、残りはわずかである。", "○", ACHIEVED),
            ("3", "一部達成", "目標の一部に達した。", "△", UNDER_WAY),
            ("4", "未達成", "目標に達した部分がない。", "×", BEHIND),
        ),
    ),
    CommonScale(
        "progress",
        "順調・概ね順調・遅れ・未着手(4段階)",
        (
            ("1", "順調", "予定したとおりか、それより早く進んでいる。", "◎", ACHIEVED),
            ("2", "概ね順調", "小さな遅れはあるが、年度の予定に追いつく見込みがある。", "○", UNDER_WAY),
            ("3", "遅れ", "予定より遅れ、やり方や時期の見直しがいる。", "△", BEHIND),
            ("4", "未着手", "まだ始めていない。", "×", BEHIND),
        ),
    ),
)


@transaction.atomic
def copy_common_scale(common, plan, from_fy):
    """Give the plan a scale of its own like this one, from that fiscal year on. Raises ValidationError."""
    scale = RatingScale(plan=plan, name=common.name, from_fy=from_fy)
    scale.full_clean()
    scale.save()
    for order, (code, label, meaning, symbol, counts_as) in enumerate(common.grades, 1):
        grade = Grade(
            scale=scale,
            code=code,
            label=label,
            meaning=meaning,
            symbol=symbol,
            counts_as=counts_as,
            sort_order=order,
        )
        grade.full_clean()
        grade.save()
    return scale
