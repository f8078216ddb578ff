"""Safe Exam Browser: whether an exam asks for it, with which configuration and keys."""

from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam


class SebRules(models.Model):
    """Of one exam. `configuration`: the file as candidates get it, and `config_key` computed of exactly these bytes;
    `is_own_file`: somebody uploaded it, else it is made of the options here.

    `other_config_keys` are allowed besides `config_key`, one a line: of a configuration that was replaced while
    candidates ran with it, or of one that is given out elsewhere. `quit_password_hash`: SHA-256, or ''.
    """

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="seb_rules")
    is_required = models.BooleanField(
        "required", default=True, help_text="Every request of a sitting must come from Safe Exam Browser."
    )
    asks_config_key = models.BooleanField(
        "check the Config Key", default=True, help_text="That it runs with this exam's configuration."
    )
    asks_browser_exam_key = models.BooleanField(
        "check the Browser Exam Key", default=False, help_text="That it is one of the versions listed below."
    )
    browser_exam_keys = models.TextField(
        "Browser Exam Keys",
        blank=True,
        help_text="One a line, of each version and system that is allowed; the configuration tool of Safe Exam Browser "
        "shows them for a configuration that is open in it.",
    )
    other_config_keys = models.TextField("further Config Keys", blank=True, help_text="One a line; allowed as well.")
    sites = models.TextField(
        "further sites", blank=True, help_text="Hosts that may be opened besides this one, one a line: docs.example.org"
    )
    quit_password_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_own_file = models.BooleanField(default=False, editable=False)
    configuration = models.BinaryField()
    config_key = models.CharField("Config Key", max_length=64, editable=False)

    class Meta:
        verbose_name = "Safe Exam Browser rules"
        verbose_name_plural = "Safe Exam Browser"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_required=False) | Q(asks_config_key=True) | Q(asks_browser_exam_key=True),
                name="seb_required_by_a_key",
                violation_error_message="Say which key is checked: without one anything could claim to be the browser.",
            ),
            models.CheckConstraint(
                condition=Q(asks_browser_exam_key=False) | ~Q(browser_exam_keys=""),
                name="seb_browser_exam_keys_are_named",
                violation_error_message="Name the Browser Exam Keys that are allowed.",
            ),
            models.CheckConstraint(condition=~Q(config_key=""), name="seb_config_key_is_computed"),
        ]

    def __str__(self) -> str:
        return f"Safe Exam Browser for {self.exam}"
