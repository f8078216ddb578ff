"""Images: what is stored, how it is served, how an instructor adds one."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from exams.bank.errors import ImageRefused
from exams.bank.models import Media
from exams.bank.services.media import MOST_BYTES, add_image

ADD = "/admin/bank/media/add/"


@pytest.fixture(autouse=True)
def _media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(format_name: str = "PNG", color: str = "teal", **options) -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 4), color).save(data, format_name, **options)
    return data.getvalue()


def upload(data: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add(data: bytes, text: str = "A diagram") -> Media:
    return add_image(actor=None, upload=upload(data), alternative_text=text)


def stored(media: Media) -> bytes:
    with media.file.open() as file:
        return file.read()


# --- the service --------------------------------------------------------------------------------
def test_an_image_is_named_by_its_content(db):
    media = add(picture())
    assert media.file.name == f"items/{media.digest}.png"
    assert media.markdown == f"![A diagram](/media/items/{media.digest}.png)"


def test_the_same_image_is_stored_once(db):
    assert add(picture()) == add(picture(), "Other words")
    assert Media.objects.count() == 1


def test_what_a_camera_wrote_is_removed(db):
    exif = Image.Exif()
    exif[0x010F] = "A camera that knows where it was"
    media = add(picture("JPEG", exif=exif))
    assert b"knows where it was" not in stored(media)


def test_what_hides_behind_a_picture_is_removed(db):
    media = add(picture() + b"<script>alert(1)</script>")
    assert b"script" not in stored(media)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG, WebP or GIF"),
        (b"", "no PNG, JPEG, WebP or GIF"),
        (picture("BMP"), "no PNG, JPEG, WebP or GIF"),
        (picture()[:40], "no PNG, JPEG, WebP or GIF"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
    ],
    ids=["drawing with scripts", "nothing", "another format", "half an image", "too large"],
)
def test_what_is_no_image_for_an_item_is_refused(db, data, reason):
    with pytest.raises(ImageRefused, match=reason):
        add(data)
    assert not Media.objects.exists()


def test_an_image_without_words_is_refused(db):
    with pytest.raises(ImageRefused, match="cannot see it"):
        add(picture(), " ")


# --- serving ------------------------------------------------------------------------------------
def test_an_image_is_served_under_its_name_for_ever(client, db):
    media = add(picture())
    response = client.get(media.file.url)
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert b"".join(response.streaming_content) == stored(media)
    response.close()


@pytest.mark.parametrize("name", ["x.png", "../secret_key", f"{'0' * 64}.png", f"{'0' * 64}.svg"])
def test_any_other_name_is_not_found(client, db, name):
    assert client.get(f"/media/items/{name}").status_code == 404


# --- the admin ----------------------------------------------------------------------------------
def test_an_instructor_adds_an_image_and_copies_its_markdown(client, ben):
    client.force_login(ben)
    client.post(ADD, {"file": upload(picture()), "alternative_text": "A diagram"})
    media = Media.objects.get()
    assert media.uploaded_by == ben
    html = client.get(reverse("admin:bank_media_change", args=[media.pk])).content.decode()
    assert f'value="![A diagram](/media/items/{media.digest}.png)"' in html


def test_a_refused_file_says_why_at_its_field(client, ben):
    client.force_login(ben)
    response = client.post(ADD, {"file": upload(b"text"), "alternative_text": "A diagram"})
    assert response.context["adminform"].form.errors["file"] == ["The file is no PNG, JPEG, WebP or GIF image."]
    assert "A diagram" in response.content.decode()


def test_an_image_that_is_here_already_keeps_its_words(client, ben):
    client.force_login(ben)
    add(picture())
    response = client.post(ADD, {"file": upload(picture()), "alternative_text": "Other"}, follow=True)
    assert "This image is here already, with its own text." in map(str, response.context["messages"])
    assert Media.objects.get().alternative_text == "A diagram"


def test_an_image_never_changes(client, adam):
    client.force_login(adam)
    media = add(picture())
    response = client.post(reverse("admin:bank_media_change", args=[media.pk]), {"alternative_text": "Other"})
    assert response.status_code == 403


def test_the_list_needs_the_same_queries_for_any_number(client, ben, django_assert_max_num_queries):
    client.force_login(ben)
    for color in ("red", "green", "blue", "white", "black"):
        add(picture(color=color))
    with django_assert_max_num_queries(8):
        assert client.get("/admin/bank/media/").content.decode().count('class="thumbnail"') == 5
