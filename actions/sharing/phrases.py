"""Where the lines of a name may break so that it reads well: after a particle, before and after brackets, at a space.

A rule of thumb for names of plans; where it finds no place, a line breaks as in any Japanese text.
"""

import re

PARTICLES = "のをとにへでやも・、"
KANJI, KATAKANA = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff", "ァ-ヺー"
# What ends the name of a place and is never torn from it: みほん市.
ENDS_OF_PLACES = "都道府県市区町村郡"
OPENING, CLOSING = "(\uff08「『【〈《", ")\uff09」』】〉》"
PLACES = re.compile(
    "|".join(
        [
            r"(?<=[\s\u3000])(?=\S)",
            rf"(?=[{OPENING}])",
            rf"(?<=[{CLOSING}])(?=[^{CLOSING}{PARTICLES}])",
            rf"(?<=[{KANJI}{KATAKANA}{CLOSING}][{PARTICLES}])(?=[^{CLOSING}{PARTICLES}])",
            rf"(?<=[ぁ-ゖ])(?=[{KATAKANA}]|[{KANJI}](?<![{ENDS_OF_PLACES}]))",
            rf"(?<=[{KANJI}][{KANJI}])(?=[{KATAKANA}])",
        ]
    )
)


def phrases(text):
    """The text cut at every such place; joined, it is the text again."""
    return [part for part in PLACES.split(text) if part]
