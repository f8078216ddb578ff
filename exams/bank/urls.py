from django.urls import path

from exams.bank import views

app_name = "bank"
urlpatterns = [path("items/<str:name>", views.media, name="media")]
