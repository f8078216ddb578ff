"""Item parameters as estimated at one time: versions that stay, of which one is in use."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam
from exams.bank.models import ExamGuide, ItemVersion
from exams.sittings.models import Sitting


class CalibrationModel(models.TextChoices):
    RASCH = "rasch", "Rasch: items differ in difficulty"
    TWO_PL = "2pl", "2PL: items differ in difficulty and in how well they tell candidates apart"


class CalibrationState(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    REFUSED = "refused", "Too few sittings"
    FAILED = "failed", "Failed"


class Phase(models.TextChoices):
    READING = "reading", "Reading sittings"
    ESTIMATING = "estimating", "Estimating items"
    CHECKING = "checking", "Checking how items fit"
    ABILITIES = "abilities", "Estimating candidates"
    STORING = "storing", "Storing"


class Calibration(models.Model):
    """Of the sittings of one exam, or of all exams of one guide.

    `touched_at`: when the worker was last heard; `steps`: of the estimation so far; `variance`: of ability before it was put on the scale in use (1 for 2PL);
    `linked_to`: whose scale the numbers are on, by `link_slope`, `link_intercept` and `link_item_count` common items;
    `abilities`: how many sittings stand where on the scale; `replaced`: item id → the statistics that stood there before these were put to use; `forms`: as
    `services.observed_equating` writes it.
    """

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    guide = models.ForeignKey(ExamGuide, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    model = models.CharField(max_length=5, choices=CalibrationModel.choices, default=CalibrationModel.TWO_PL)
    state = models.CharField(max_length=8, choices=CalibrationState.choices, default=CalibrationState.QUEUED)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.READING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)
    sitting_count = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    is_converged = models.BooleanField(default=False)
    log_likelihood = models.FloatField(null=True)
    variance = models.FloatField(default=1)
    reliability = models.FloatField(null=True)
    linked_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    link_slope = models.FloatField(default=1)
    link_intercept = models.FloatField(default=0)
    link_item_count = models.PositiveIntegerField(default=0)
    abilities = models.JSONField(default=dict)
    forms = models.JSONField(default=dict)
    layout = models.PositiveSmallIntegerField(default=1)
    is_in_use = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_after = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    replaced = models.JSONField(default=dict)

    class Meta:
        ordering = ["-requested_at"]
        permissions = [("use_calibration", "Can put the numbers of a calibration to use")]
        constraints = [
            models.CheckConstraint(
                condition=Q(exam__isnull=True, guide__isnull=False) | Q(exam__isnull=False, guide__isnull=True),
                name="a_calibration_is_of_an_exam_or_a_guide",
                violation_error_message="Choose either an exam or a guide.",
            ),
            models.CheckConstraint(condition=Q(model__in=CalibrationModel.values), name="calibration_model_is_known"),
            models.CheckConstraint(condition=Q(state__in=CalibrationState.values), name="calibration_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"]) | Q(finished_at__isnull=False),
                name="ended_calibration_says_when",
            ),
            models.CheckConstraint(
                condition=Q(is_in_use=False) | Q(state="done", used_at__isnull=False),
                name="a_calibration_in_use_is_done",
            ),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(is_in_use=True), name="one_calibration_in_use_per_exam"
            ),
            models.UniqueConstraint(
                fields=["guide"], condition=Q(is_in_use=True), name="one_calibration_in_use_per_guide"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}, {self.model}, {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def scope(self) -> Exam | ExamGuide | None:
        return self.exam or self.guide

    @property
    def is_underway(self) -> bool:
        return self.state in {CalibrationState.QUEUED, CalibrationState.RUNNING}


class CalibratedItem(models.Model):
    """`a`: discrimination, `b`: difficulty, on the scale of the calibration (of which `linked_to` tells); `seen`: sittings
    that had the item; `is_enough`: as many as a number of this model takes; `fit`: adjusted chance of S-X² under the
    model; `infit`, `outfit`: mean squares (Rasch); `flag`: what to look at, in words."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="items", db_index=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    a = models.FloatField()
    b = models.FloatField()
    se_a = models.FloatField(null=True)
    se_b = models.FloatField(null=True)
    seen = models.PositiveIntegerField()
    share_correct = models.FloatField()
    is_enough = models.BooleanField()
    fit = models.FloatField(null=True)
    infit = models.FloatField(null=True)
    outfit = models.FloatField(null=True)
    flag = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["calibration", "b"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "version"], name="an_item_is_calibrated_once"),
            models.CheckConstraint(
                condition=Q(share_correct__gte=0, share_correct__lte=1), name="calibrated_share_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: b = {self.b:.2f}"


class CalibratedSitting(models.Model):
    """A sitting's ability (EAP) and its standard error, on the scale of the calibration."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="sittings", db_index=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="+")
    ability = models.FloatField()
    se = models.FloatField()

    class Meta:
        ordering = ["calibration", "sitting"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "sitting"], name="a_sitting_is_calibrated_once"),
            models.CheckConstraint(condition=Q(se__gte=0), name="an_ability_has_an_error"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting}: {self.ability:.2f}"
