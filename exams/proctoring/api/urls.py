from django.urls import path

from exams.proctoring.api.room import RoomView

urlpatterns = [
    path("sittings/<uuid:sitting_id>/room", RoomView.as_view(), name="room"),
]
