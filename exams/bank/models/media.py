"""Images that stems, options and rationales show."""

import re

from django.conf import settings
from django.db import models


class Media(models.Model):
    """An image under a name made of its content: it tells nothing, and may be cached for ever."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    file = models.ImageField(upload_to="items/")
    alternative_text = models.CharField(max_length=300, help_text="What somebody who cannot see the picture must know.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "image"

    def __str__(self) -> str:
        return self.alternative_text

    @property
    def markdown(self) -> str:
        text = re.sub(r"([\\\[\]])", r"\\\1", self.alternative_text)
        return f"![{text}]({self.file.url})"
