"""What a page may ask its browser for (Permissions-Policy): nothing that watches, but where a view opens the camera."""

from typing import TypeVar

from django.http import HttpResponseBase

HEADER = "Permissions-Policy"
_CLOSED = "microphone=(), geolocation=(), display-capture=()"
DEFAULT = f"camera=(), {_CLOSED}"
WITH_CAMERA = f"camera=(self), {_CLOSED}"

Response = TypeVar("Response", bound=HttpResponseBase)


def open_camera(response: Response) -> Response:
    """This page's own scripts may ask for the camera; the person still decides, and frames still may not."""
    response[HEADER] = WITH_CAMERA
    return response
