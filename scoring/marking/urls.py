from django.urls import path

from scoring.marking import pdf_views, report_views, views

app_name = "marking"
urlpatterns = [
    path("results/<uuid:sitting_id>/", views.result, name="result"),
    path("results/<uuid:sitting_id>/report.pdf", pdf_views.report_pdf, name="pdf"),
    path("results/<uuid:sitting_id>/items/<int:position>/report/", report_views.report, name="report"),
    path("reports/", report_views.reports, name="reports"),
]
