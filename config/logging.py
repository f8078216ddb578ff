"""Structured logs: one JSON object a line (or readable lines for a terminal), each with its request's id."""

from typing import Any

import structlog
from structlog.typing import EventDict


def keep_private(logger: Any, method: str, event: EventDict) -> EventDict:
    """What stands behind the question mark may be a person's address; the path never is."""
    if "request" in event:
        event["request"] = str(event["request"]).partition("?")[0]
    return event


def say_it_once(logger: Any, method: str, event: EventDict) -> EventDict:
    """The line of the finished request has all that the line of its start had."""
    if event.get("event") == "request_started":
        raise structlog.DropEvent
    return event


_SHARED: list[Any] = [
    keep_private,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_config(*, log_format: str, level: str) -> dict[str, Any]:
    """A `LOGGING` dictionary; `log_format` is "json" or "console"."""
    if log_format not in {"json", "console"}:
        raise ValueError(f"LOG_FORMAT={log_format!r}: use json or console.")
    renderer: Any = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            say_it_once,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            "celery": {"level": level, "propagate": True, "handlers": []},
            # A refused request is told by its own line, with its id; Django's would come without one.
            "django.request": {"level": "ERROR", "propagate": True, "handlers": []},
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }
