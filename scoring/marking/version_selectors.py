"""What results said before they were scored again."""

from scoring.marking.models import Result, ResultVersion


def list_versions(result: Result) -> list[ResultVersion]:
    """A result's earlier versions, newest first, without their marks; `replaced_at` says when each was. One statement."""
    return list(ResultVersion.objects.filter(result=result).defer("marks").order_by("-number"))
