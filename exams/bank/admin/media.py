"""Images: added once, then copied into stems as Markdown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.current import get_person
from exams.bank.errors import ImageRefused
from exams.bank.models import Media
from exams.bank.services.media import add_image


class ImageForm(forms.ModelForm):
    """The service looks at the picture itself: a second opinion here could only differ from it."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text="PNG, JPEG, WebP or GIF, at most 2 MB. What a camera wrote into the file is removed.",
    )
    alternative_text = forms.CharField(
        max_length=300,
        widget=AdminTextInputWidget,
        help_text="What somebody who cannot see the picture must know. It must not give the answer away.",
    )
    actor: Any = None

    class Meta:
        model = Media
        fields = ("file", "alternative_text")

    def clean(self) -> dict[str, Any]:
        """The image is stored here, as its own refusal belongs to the field; nothing else can fail afterwards."""
        values = self.cleaned_data
        if self.errors:
            return values
        try:
            self.stored = add_image(
                actor=self.actor, upload=values["file"], alternative_text=values["alternative_text"]
            )
        except ImageRefused as refusal:
            self.add_error("file", refusal.detail)
        return values

    def _post_clean(self) -> None:
        """No model is built from the upload: the service has made it."""


@admin.register(Media)
class MediaAdmin(admin.ModelAdmin):
    form = ImageForm
    list_display = ("thumbnail", "alternative_text", "uploaded_at", "uploaded_by")
    list_display_links = ("thumbnail", "alternative_text")
    list_select_related = ("uploaded_by",)
    search_fields = ("alternative_text", "digest")
    ordering = ("-uploaded_at",)
    change_form_template = "admin/bank/media/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("file", "alternative_text")
        return ("picture", "alternative_text", "uploaded_at", "uploaded_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("picture", "uploaded_at", "uploaded_by") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions name images in their text, where no foreign key could hold on to them."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            form.actor = get_person(request)
        return form

    @admin.display(description="Image")
    def thumbnail(self, media: Media) -> SafeString:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', media.file.url)

    @admin.display(description="Image")
    def picture(self, media: Media) -> SafeString:
        return format_html('<img class="picture" src="{}" alt="{}">', media.file.url, media.alternative_text)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Media:
        stored: Media = form.stored
        if stored.alternative_text != form.cleaned_data["alternative_text"].strip():
            messages.info(request, "This image is here already, with its own text.")
        form.instance = stored
        form.save_m2m = lambda: None
        return stored

    def save_model(self, request: HttpRequest, obj: Media, form: Any, change: bool) -> None:
        """The service has written it already."""
