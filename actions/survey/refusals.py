"""Why a deed of the survey was not done. Each message is a Japanese sentence fit to show to staff."""


class SurveyRefused(Exception):
    """Nothing was written."""


class RoundRefused(SurveyRefused):
    """The round cannot be opened as asked."""


class StepRefused(SurveyRefused):
    """The answer cannot take this step now, or not by this person."""


class NotYours(SurveyRefused):
    """The person has no right to write here."""
