"""A form: the items of one exam as drawn once; it points at versions and never changes."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from exams.assembly.models.exam import Exam
from exams.assembly.models.preparing import AssemblyRun
from exams.bank.models import Domain, ItemVersion


class FormOrigin(models.TextChoices):
    DRAWN = "drawn", "Drawn"
    ASSEMBLED = "assembled", "Assembled"
    CHOSEN = "chosen", "Chosen by hand"


class Form(models.Model):
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    origin = models.CharField(max_length=9, choices=FormOrigin.choices, default=FormOrigin.DRAWN)
    assembly_run = models.ForeignKey(
        AssemblyRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="forms"
    )
    cut_share = models.DecimalField(
        "cut score of this form",
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Where forms were equated: what the exam's cut is worth here. Empty: the exam's.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["exam", "number"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "number"], name="one_form_per_exam_and_number"),
            models.CheckConstraint(condition=Q(origin__in=FormOrigin.values), name="form_origin_is_known"),
            models.CheckConstraint(
                condition=Q(cut_share__isnull=True) | Q(cut_share__gte=0, cut_share__lte=1),
                name="form_cut_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, form {self.number}"


class FormItem(models.Model):
    """One place of a form; `position` is the form's own order, before a sitting's seed shuffles it.

    `weight`: points that the item is worth. `is_pilot`: tried out and not scored; `is_anchor`: on every form of the exam, to compare them by.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="form_items")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(1), help_text="Points for the item.")
    is_pilot = models.BooleanField(default=False)
    is_anchor = models.BooleanField(default=False)

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="one_item_per_form_and_position"),
            models.UniqueConstraint(fields=["form", "version"], name="an_item_stands_once_on_a_form"),
            models.CheckConstraint(condition=Q(position__gte=1), name="form_positions_count_from_1"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="form_item_is_worth_something"),
            models.CheckConstraint(condition=Q(is_pilot=False) | Q(is_anchor=False), name="an_anchor_is_scored"),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.position}"
