from django.urls import path

from study import views

urlpatterns = [path("", views.home, name="home"), path("guides/<slug:code>/", views.guide, name="guide")]
