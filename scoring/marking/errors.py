from common.errors import DomainError


class ResultNotReleasable(DomainError):
    code = "result-not-releasable"
    title = "Only a scored result whose answers are final can be released."


class RescoringRefused(DomainError):
    code = "rescoring-refused"
    title = "This cannot be scored again in this way."


class PreviewOutdated(RescoringRefused):
    """Not lost: the page offers a new preview."""

    code = "preview-outdated"
    title = "Results have changed since the preview was computed: look at a new one first."


class ResultPending(DomainError):
    """Not an error of anybody's: ask again in a few seconds."""

    code = "result-pending"
    title = "The result is not ready, or not released yet."
