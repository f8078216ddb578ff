from django.urls import path

from exams.sittings.api import hot, push, views

urlpatterns = [
    path("exams/<slug:slug>/sittings", views.OpenSittingView.as_view(), name="open-sitting"),
    path("sittings", views.SittingListView.as_view(), name="sittings"),
    path("sittings/<uuid:sitting_id>", views.SittingView.as_view(), name="sitting"),
    path("sittings/<uuid:sitting_id>/start", views.StartView.as_view(), name="start"),
    path("sittings/<uuid:sitting_id>/take-over", views.TakeOverView.as_view(), name="take-over"),
    path("sittings/<uuid:sitting_id>/content", views.ContentView.as_view(), name="content"),
    path("sittings/<uuid:sitting_id>/sync", hot.sync, name="sync"),
    path("sittings/<uuid:sitting_id>/push", push.PushView.as_view(), name="push"),
    path("sittings/<uuid:sitting_id>/receipt", views.ReceiptView.as_view(), name="receipt"),
    path("sittings/<uuid:sitting_id>/submit", views.SubmitView.as_view(), name="submit"),
]
