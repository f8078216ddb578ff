from django.urls import path

from exams.sittings import views, waiting_room

app_name = "sittings"
urlpatterns = [
    path("exams/<slug:slug>/", views.exam, name="exam"),
    path("exams/<slug:slug>/sittings/", views.open_sitting, name="open"),
    path("sittings/<uuid:sitting_id>/check-in/", views.check_in, name="check-in"),
    path("sittings/<uuid:sitting_id>/waiting/", waiting_room.look, name="waiting"),
    path("sittings/<uuid:sitting_id>/tutorial/", views.tutorial, name="tutorial"),
    path("sittings/<uuid:sitting_id>/", views.runner, name="runner"),
    path("sittings/<uuid:sitting_id>/ended/", views.ended, name="ended"),
    path("sittings/<uuid:sitting_id>/receipt/", views.receipt, name="receipt"),
]
