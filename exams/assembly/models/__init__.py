from exams.assembly.models.exam import Exam, ExamState, ReleasePolicy
from exams.assembly.models.form import Form, FormItem

__all__ = ["Exam", "ExamState", "Form", "FormItem", "ReleasePolicy"]
