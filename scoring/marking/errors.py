from common.errors import DomainError


class ResultNotReleasable(DomainError):
    code = "result-not-releasable"
    title = "Only a scored result whose answers are final can be released."


class ResultPending(DomainError):
    """Not an error of anybody's: ask again in a few seconds."""

    code = "result-pending"
    title = "The result is not ready, or not released yet."
