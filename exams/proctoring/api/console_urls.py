from django.urls import path

from exams.proctoring.api import console

urlpatterns = [
    path("proctor/exams/<slug:slug>/console", console.ConsoleView.as_view(), name="console"),
    path("proctor/exams/<slug:slug>/orders", console.OrderView.as_view(), name="console-order"),
]
