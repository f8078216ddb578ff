"""States of the world that stop an operation: each has a stable code that pages and API clients can rely on."""

from typing import Any


class DomainError(Exception):
    """Base of all refusals by a service.

    `code` is stable and appears in the problem document's `type`; `status` is the HTTP status that fits;
    `extra` holds members that a client can act upon (for example the last applied sequence number).
    """

    code = "refused"
    title = "This is not possible now."
    status = 409

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.extra = extra


class NotFound(DomainError):
    code = "not-found"
    title = "There is no such thing, or it is not yours."
    status = 404
