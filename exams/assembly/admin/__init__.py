from exams.assembly.admin.exams import ExamAdmin
from exams.assembly.admin.forms import AssemblyRunAdmin, FormAdmin

__all__ = ["AssemblyRunAdmin", "ExamAdmin", "FormAdmin"]
