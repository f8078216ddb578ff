from django.urls import path

from exams.proctoring import detector_views, views

app_name = "proctoring"
urlpatterns = [
    path("sittings/<uuid:sitting_id>/check-in/steps/", views.check_in, name="check-in"),
    path("sittings/<uuid:sitting_id>/check-in/steps/<slug:code>/", views.step, name="step"),
    path("proctoring/detector.js", detector_views.detector, name="detector"),
]
