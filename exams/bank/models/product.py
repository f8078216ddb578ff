"""Products that items are about, with the names they had: vendors rename faster than banks are rewritten."""

from django.db import models


class ProductStatus(models.TextChoices):
    CURRENT = "current", "Current"
    DEPRECATED = "deprecated", "Deprecated"
    RETIRED = "retired", "Retired"


class Product(models.Model):
    """A product under its current name. Items name products by `code`, which never changes.

    `former_names` must not stand in an item; `other_names` may (a long form, an abbreviation).
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField("current name", max_length=120)
    other_names = models.JSONField(default=list, blank=True)
    former_names = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=12, choices=ProductStatus.choices, default=ProductStatus.CURRENT)
    since = models.DateField("named so since", null=True, blank=True)
    retired_on = models.DateField("shut down on", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="Where the current name was seen.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ProductStatus.values), name="product_status_is_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="product_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
