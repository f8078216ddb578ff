"""Exam guides on the wire."""

from rest_framework import serializers

from exams.bank.models import ExamFact, Objective
from exams.bank.serializers import StudyResourceSerializer


class SourceSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.URLField()


class ExamFactSerializer(serializers.ModelSerializer[ExamFact]):
    class Meta:
        model = ExamFact
        fields = ("label", "text", "note", "confidence", "sources")

    sources = SourceSerializer(many=True)


class ConsiderationsField(serializers.DictField):
    child = serializers.CharField()


class GuideObjectiveSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    considerations = ConsiderationsField(help_text="Letter → what is weighed there, in our words.")
    resources = StudyResourceSerializer(source="study_resources.all", many=True)


class GuideDomainSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.IntegerField(help_text="Share of the exam as published; they need not add up to 100.")
    objectives = GuideObjectiveSerializer(source="objectives.all", many=True)


class OldObjectiveSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    successors = serializers.SerializerMethodField(help_text="Codes of the objectives that ask the same today.")
    is_partly_dropped = serializers.BooleanField(help_text="Some of it, no objective of today names.")

    def get_successors(self, objective: Objective) -> list[str]:
        return [row.code for row in objective.newer]  # type: ignore[attr-defined]


class OldDomainSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    objectives = OldObjectiveSerializer(source="objectives.all", many=True)


class OldGuideSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    domains = OldDomainSerializer(source="domains.all", many=True)


class GuideSerializer(serializers.Serializer):
    """From the guide's outline as `study.selectors.get_outline` gives it."""

    code = serializers.CharField(source="guide.code")
    title = serializers.CharField(source="guide.title")
    exam_name = serializers.CharField(source="guide.exam_name")
    facts = ExamFactSerializer(source="guide.facts.all", many=True)
    domains = GuideDomainSerializer(source="guide.domains.all", many=True)
    older_guides = OldGuideSerializer(many=True, help_text="What they asked, and where this guide asks it.")
