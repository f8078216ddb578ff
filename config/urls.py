"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from config import health, metrics

handler500 = "config.failures.server_error"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/", include("config.api_urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("media/", include("exams.bank.urls")),
    path("", include("exams.sittings.urls")),
    path("", include("exams.proctoring.seb_urls")),
    path("", include("exams.proctoring.urls")),
    # Before the console, whose exams stand under any word.
    path("", include("exams.proctoring.review_urls")),
    path("", include("exams.proctoring.console_urls")),
    path("", include("scoring.marking.urls")),
    path("", include("study.urls")),
]
