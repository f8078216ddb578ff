from django.urls import path

from exams.proctoring import seb_views

app_name = "seb"
urlpatterns = [
    path("exams/<slug:slug>/seb/", seb_views.page, name="page"),
    path("exams/<slug:slug>/seb/exam.seb", seb_views.file, name="file"),
    path("exams/<slug:slug>/seb/quit/", seb_views.leave, name="quit"),
]
