"""On the wire, wherever the bank's public rows are part of an answer."""

from rest_framework import serializers

from exams.bank.models import ResourceKind


class StudyResourceSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.URLField()
    kind = serializers.ChoiceField(ResourceKind.choices)
    minutes = serializers.IntegerField(help_text="An estimate of one reading.")
    note = serializers.CharField(help_text="What to look for there; may be empty.")
