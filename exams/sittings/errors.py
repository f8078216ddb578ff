"""What may stop somebody from doing something with a sitting."""

from common.errors import DomainError


class SittingClosed(DomainError):
    code = "sitting-is-closed"
    title = "This sitting is over."


class SittingPaused(DomainError):
    code = "sitting-is-paused"
    title = "This sitting is paused."


class SittingRunning(DomainError):
    code = "sitting-is-running"
    title = "This sitting is running already."


class SittingNotStarted(DomainError):
    code = "sitting-not-started"
    title = "This sitting has not started."


class RulesNotAccepted(DomainError):
    code = "rules-not-accepted"
    title = "Accept the rules of the exam first."
    status = 400


class CheckInIncomplete(DomainError):
    code = "check-in-incomplete"
    title = "Some steps of the check-in are still to be done."


class TakenOver(DomainError):
    code = "taken-over"
    title = "This sitting goes on in another window or on another device."


class SequenceGap(DomainError):
    """`seq` (in `extra`) is the last batch that was applied; the client sends again from there."""

    code = "sequence-gap"
    title = "A batch before this one has not arrived."


class TokenInvalid(DomainError):
    code = "token-invalid"
    title = "The sitting's token is not valid, or no longer. Take the sitting over again."
    status = 401


class SittingUnderway(DomainError):
    code = "sitting-under-way"
    title = "An exam goes on: submit it, or wait until its time is up."
