from django.urls import path

from accounts import views

app_name = "privacy"
urlpatterns = [
    path("account/data/", views.data, name="data"),
    path("account/data/file/", views.take_along, name="file"),
    path("account/data/erase/", views.erase, name="erase"),
]
