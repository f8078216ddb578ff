"""What may stop somebody from doing something with an account."""

from common.errors import DomainError


class NotSure(DomainError):
    """The password (or, where there is none, the address) is not theirs, or the second yes is missing."""

    code = "not-sure"
    title = "The password is not right, or you have not said that you are sure. Nothing was erased."
    status = 403


class LastAdministrator(DomainError):
    code = "last-administrator"
    title = "This is the last administrator: make another one first."


class AccountClosed(DomainError):
    code = "account-closed"
    title = "This account was closed."
    status = 403


class TooManyTries(DomainError):
    code = "throttled"
    title = "You tried this too often: wait a minute."
    status = 429
