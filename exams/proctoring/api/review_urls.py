from django.urls import path

from exams.proctoring.api import review_views

urlpatterns = [
    path("sittings/<uuid:sitting_id>/proctoring", review_views.RoomRecordView.as_view(), name="room-record"),
    path(
        "sittings/<uuid:sitting_id>/proctoring/statements",
        review_views.StatementView.as_view(),
        name="room-statement",
    ),
]
