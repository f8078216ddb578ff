from django.urls import path

from exams.proctoring.api import views

urlpatterns = [
    path("sittings/<uuid:sitting_id>/check-in", views.CheckInView.as_view(), name="check-in"),
]
