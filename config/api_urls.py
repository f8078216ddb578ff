"""The REST API, version 1."""

from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

api_patterns = [
    path("", include("accounts.api.urls")),
    path("", include("exams.assembly.api.urls")),
    path("", include("exams.exchange.api.urls")),
    path("", include("exams.proctoring.api.urls")),
    path("", include("exams.sittings.api.urls")),
    path("", include("exams.proctoring.api.urls")),
    path("", include("exams.proctoring.api.console_urls")),
    path("", include("exams.proctoring.api.review_urls")),
    path("", include("scoring.marking.api.urls")),
    path("", include("study.api.urls")),
]

urlpatterns = [
    path("", include((api_patterns, "api"))),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="openapi", template_name="api/reference.html"),
        name="api-docs",
    ),
    # allauth's own page of its part would load scripts from elsewhere: ours shows all of it.
    path("auth/openapi.html", RedirectView.as_view(pattern_name="api-docs")),
    path("auth/", include("allauth.headless.urls")),
]
