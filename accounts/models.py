"""Who: people, their roles (Django groups) and the accommodations they were granted."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address. `name` is one field: not every name has a first and a last."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True, help_text="As it should stand on the exam screen.")
    is_staff = models.BooleanField("may enter the admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Erasure(models.Model):
    """That a person was erased: by number, without a name. `actor`: who did it, the person themselves or staff.

    It outlives what it tells of, so that what a backup brings back can be erased again.
    """

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text="How the person asked. This stays: no names, no addresses.")

    class Meta:
        ordering = ["-at"]
        permissions = [("erase_person", "Can erase people, with all that is theirs")]

    def __str__(self) -> str:
        return f"Person {self.person_id}, {self.at:%Y-%m-%d}"

    @property
    def is_own(self) -> bool:
        """Done by the person, not by staff on their behalf."""
        return self.actor_id == self.person_id


class Accommodation(models.Model):
    """Extra time that a person was granted: applied to every sitting they start."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="accommodation")
    time_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal("1.00")), MaxValueValidator(Decimal("5.00"))],
        help_text="1.25 gives a quarter more time.",
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_factor__gte=1) & models.Q(time_factor__lte=5), name="time_factor_from_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: × {self.time_factor}"


class Cohort(models.Model):
    """People with something in common: a class, a language, a way of preparing. Groups are compared by it.

    `attribute`: what is in common ("Class", "First language"); empty where the name says it all.
    """

    name = models.CharField(max_length=100)
    attribute = models.CharField(
        max_length=60, blank=True, help_text="What its members have in common, such as “First language”."
    )
    members = models.ManyToManyField(User, related_name="cohorts", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["attribute", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "name"],
                name="one_cohort_per_attribute_and_name",
                violation_error_message="There is a cohort of this name already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.name}" if self.attribute else self.name
