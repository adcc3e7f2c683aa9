"""Why a change of departments was not made. The messages are Japanese sentences fit to show to staff."""


class ReorganisationRefused(Exception):
    """Nothing was written. `sentences`: everything that stands in the way."""

    def __init__(self, sentences):
        self.sentences = list(sentences)
        super().__init__("".join(self.sentences))


class NotYours(ReorganisationRefused):
    """The person has no right to change the departments of that city."""

    def __init__(self):
        super().__init__(["機構改革を入力できるのは、その市の事務局です。"])


class ChangedSince(ReorganisationRefused):
    """It would touch something else than what was shown. `touched`: what it would touch now."""

    def __init__(self, touched):
        self.touched = touched
        super().__init__(
            ["確かめたあとに、内容が変わりました。下の内容をもう一度確かめてから実行してください。"]
        )
