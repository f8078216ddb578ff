"""Images for items: checked, stripped of what a camera wrote into them, and stored under their content's digest."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from exams.bank.errors import ImageRefused
from exams.bank.models import Media

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}


@transaction.atomic
def add_image(*, actor: User | None, upload: UploadedFile, alternative_text: str) -> Media:
    """Store an image; one that is here already is given back with its own text.

    Raises ImageRefused: too large, no image that we show (PNG, JPEG, WebP, GIF), or without alternative text.
    """
    if not alternative_text.strip():
        raise ImageRefused("An image needs a text for those who cannot see it.")
    if upload.size is None or upload.size > MOST_BYTES:
        raise ImageRefused("The image is larger than 2 MB.")
    data = upload.read()
    if existing := find_image(data=data):
        return existing
    content, extension = _clean(data)
    digest = hashlib.sha256(content).hexdigest()
    if existing := Media.objects.filter(digest=digest).first():
        return existing
    media = Media(digest=digest, alternative_text=alternative_text.strip(), uploaded_by=actor)
    media.file.save(f"{digest}.{extension}", ContentFile(content), save=False)
    media.save()
    return media


def find_image(*, data: bytes) -> Media | None:
    """The stored image with these very bytes: one that was exported comes back so. One statement."""
    return Media.objects.filter(digest=hashlib.sha256(data).hexdigest()).first()


def _clean(data: bytes) -> tuple[bytes, str]:
    """The picture alone, written anew: what is no picture, or hides something behind one, does not survive."""
    try:
        with Image.open(BytesIO(data), formats=list(EXTENSIONS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ImageRefused("The image has more than 16 million pixels.")
            format_name = str(image.format)
            clean = BytesIO()
            # Upright, as the camera meant it; of an animation, which would distract for two hours, the first picture.
            upright = ImageOps.exif_transpose(image)
            upright.info.pop("comment", None)
            upright.save(clean, format=format_name, exif=b"")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ImageRefused("The file is no PNG, JPEG, WebP or GIF image.") from error
    return clean.getvalue(), EXTENSIONS[format_name]
