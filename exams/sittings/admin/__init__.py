"""Sittings in the admin: one module for each kind of page."""

from exams.sittings.admin import outages, sittings

__all__ = ["outages", "sittings"]
