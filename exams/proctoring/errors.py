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
