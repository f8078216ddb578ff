from django.urls import path

from exams.assembly.api.views import ExamListView, ExamView

urlpatterns = [
    path("exams", ExamListView.as_view(), name="exams"),
    path("exams/<slug:slug>", ExamView.as_view(), name="exam"),
]
