from django.urls import path

from exams.proctoring import review_views

app_name = "review"
# Before the console's addresses: "review" is no exam.
urlpatterns = [
    path("proctor/review/", review_views.queue, name="queue"),
    path("proctor/review/<uuid:sitting_id>/", review_views.sitting, name="sitting"),
    path("sittings/<uuid:sitting_id>/proctoring/", review_views.own, name="own"),
]
