from typing import Any

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=2&page_size=50`; at most 100 a page."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As OpenAPI 3.1 says "or null"; DRF's own is of 3.0."""
        documented = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            address = documented["properties"][name]
            address.pop("nullable", None)
            address["type"] = ["string", "null"]
        return documented
