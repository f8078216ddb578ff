from exams.assembly.models.exam import Exam, ExamState, FormSource, MarkingRule, Mode, Proctoring, ReleasePolicy
from exams.assembly.models.form import Form, FormItem, FormOrigin
from exams.assembly.models.preparing import AssemblyRun, BlueprintRule, ExamItem, ItemPart, RunState

__all__ = [
    "AssemblyRun",
    "BlueprintRule",
    "Exam",
    "ExamItem",
    "ExamState",
    "Form",
    "FormItem",
    "FormOrigin",
    "FormSource",
    "ItemPart",
    "MarkingRule",
    "Mode",
    "Proctoring",
    "ReleasePolicy",
    "RunState",
]
