from django.urls import path

from exams.proctoring import console_views

app_name = "console"
urlpatterns = [
    path("proctor/", console_views.exams, name="exams"),
    path("proctor/<slug:slug>/", console_views.exam, name="exam"),
    path("proctor/<slug:slug>/<uuid:sitting_id>/", console_views.timeline, name="timeline"),
]
