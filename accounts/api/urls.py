from django.urls import path

from accounts.api.views import ErasureView, ExportView, MeView

urlpatterns = [
    path("me", MeView.as_view(), name="me"),
    path("me/export", ExportView.as_view(), name="export"),
    path("me/erasure", ErasureView.as_view(), name="erasure"),
]
