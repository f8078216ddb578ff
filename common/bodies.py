"""What an API request says, in the shape that its endpoint documents."""

from typing import Any

from rest_framework.request import Request


def read_body(serializer: Any, request: Request) -> dict[str, Any]:
    """The body as this serializer class reads it. Raises ValidationError, which the API answers by field."""
    parsed = serializer(data=request.data)
    parsed.is_valid(raise_exception=True)
    return dict(parsed.validated_data)
