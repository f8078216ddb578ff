"""A form: the items of one exam as drawn once; it points at versions and never changes."""

from django.db import models
from django.db.models import Q

from exams.assembly.models.exam import Exam
from exams.bank.models import Domain, ItemVersion


class Form(models.Model):
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["exam", "number"]
        constraints = [models.UniqueConstraint(fields=["exam", "number"], name="one_form_per_exam_and_number")]

    def __str__(self) -> str:
        return f"{self.exam}, form {self.number}"


class FormItem(models.Model):
    """One place of a form; `position` is the form's own order, before a sitting's seed shuffles it."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="form_items")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="one_item_per_form_and_position"),
            models.UniqueConstraint(fields=["form", "version"], name="an_item_stands_once_on_a_form"),
            models.CheckConstraint(condition=Q(position__gte=1), name="form_positions_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.position}"
