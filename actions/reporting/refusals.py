"""Why a deed with a report was not done. Each message is a Japanese sentence fit to show to staff."""


class ReportRefused(Exception):
    """Nothing was written."""


class NotThePublisher(ReportRefused):
    """The person is not 公開責任者 of the city."""


class StillBlocked(ReportRefused):
    """The check list has findings that must be mended first; `findings` holds them."""

    def __init__(self, message, findings=()):
        super().__init__(message)
        self.findings = findings


class NothingToCorrect(ReportRefused):
    """The year stands as it was published."""
