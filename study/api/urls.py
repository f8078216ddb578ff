from django.urls import path

from study.api.views import GuideView

urlpatterns = [path("guides/<slug:code>", GuideView.as_view(), name="guide")]
