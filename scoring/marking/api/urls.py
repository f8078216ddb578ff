from django.urls import path

from scoring.marking.api.gradebook_views import GradebookView
from scoring.marking.api.report_views import ReportListView, ReportView
from scoring.marking.api.views import ResultView

urlpatterns = [
    path("sittings/<uuid:sitting_id>/result", ResultView.as_view(), name="result"),
    path("sittings/<uuid:sitting_id>/result/items/<int:position>/report", ReportView.as_view(), name="report"),
    path("exams/<slug:slug>/gradebook", GradebookView.as_view(), name="gradebook"),
    path("reports", ReportListView.as_view(), name="reports"),
]
