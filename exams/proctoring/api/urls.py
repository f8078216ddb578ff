from django.urls import path

from exams.proctoring.api.room import RoomView
from exams.proctoring.api.views import CheckInView

urlpatterns = [
    path("sittings/<uuid:sitting_id>/check-in", CheckInView.as_view(), name="check-in"),
    path("sittings/<uuid:sitting_id>/room", RoomView.as_view(), name="room"),
]
