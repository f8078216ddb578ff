"""Images that stems, options and rationales show."""

import posixpath
import re

from django.conf import settings
from django.db import models

# How the names of stored images end, and what that is.
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


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
    def name(self) -> str:
        """The file's own name, without the folder: digest and ending."""
        return posixpath.basename(self.file.name or "")

    @property
    def markdown(self) -> str:
        text = re.sub(r"([\\\[\]])", r"\\\1", self.alternative_text)
        return f"![{text}]({self.file.url})"
