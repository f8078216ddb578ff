"""What may stop somebody in the room."""

from common.errors import DomainError


class StepNotReached(DomainError):
    code = "step-not-reached"
    title = "Another step of the check-in comes first."


class StepUnknown(DomainError):
    code = "step-unknown"
    title = "This exam's check-in has no such step."
    status = 404


class NotProctored(DomainError):
    code = "not-proctored"
    title = "This sitting has no proctor."
    status = 404


class CameraRequired(DomainError):
    code = "camera-required"
    title = "This exam requires a camera, and none was found. Go on with a device that has one: nothing is lost."


class TermsChanged(DomainError):
    """`text_version` (in `extra`) is the one to agree to."""

    code = "terms-changed"
    title = "The terms have changed since you opened them: read them again."


class NeedsSafeExamBrowser(DomainError):
    """`page_url` (in `extra`) tells the candidate how to get in."""

    code = "needs-safe-exam-browser"
    title = "This exam is sat in Safe Exam Browser."
    status = 403


class DoneAlready(DomainError):
    code = "done-already"
    title = "Somebody has done this already."


class SittingNotOver(DomainError):
    code = "sitting-not-over"
    title = "The sitting is not over, or its incidents are not all counted: look again in a few seconds."


class AnotherReviewerNeeded(DomainError):
    code = "another-reviewer-needed"
    title = "You have decided here before, or it is your own sitting: somebody else decides now."


class ReviewChanged(DomainError):
    code = "review-changed"
    title = "Somebody has decided meanwhile: look at the page as it is now."


class RecordsDeleted(DomainError):
    code = "records-deleted"
    title = "What was recorded has been deleted: there is nothing to decide or to comment on."


class AppealNotPossible(DomainError):
    code = "appeal-not-possible"
    title = "A decision can be appealed once."


class TooManyStatements(DomainError):
    code = "too-many-statements"
    title = "You have said as much as fits here."
    status = 429
