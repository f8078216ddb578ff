from django.urls import path

from scoring.marking import views

app_name = "marking"
urlpatterns = [path("results/<uuid:sitting_id>/", views.result, name="result")]
