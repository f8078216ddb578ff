from django.urls import path

from scoring.marking.api.views import ResultView

urlpatterns = [path("sittings/<uuid:sitting_id>/result", ResultView.as_view(), name="result")]
