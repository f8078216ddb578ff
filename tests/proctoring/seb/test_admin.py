"""What an instructor sets up, and what the form refuses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exams.proctoring.models import SebRules
from exams.proctoring.seb import config_key, configuration, plist

OWN = {"startURL": "https://lms.example.org/", "sendBrowserExamKey": True}
ADD = "/admin/proctoring/sebrules/add/"


@pytest.fixture
def fill_in(client, ben, exam):
    """fill_in(name=value): the form of a new exam, as an instructor sends it."""
    client.force_login(ben)

    def send(address=ADD, **values):
        given = {"exam": exam.pk, "is_required": "on", "asks_config_key": "on", **values}
        return client.post(address, {name: value for name, value in given.items() if value is not None})

    return send


def as_file(data, name="exam.seb"):
    return SimpleUploadedFile(name, data)


def faults(response):
    return str(response.context["adminform"].form.errors)


def test_saving_makes_the_configuration_and_shows_its_key(fill_in, client):
    assert fill_in().status_code == 302
    rules = SebRules.objects.get()
    page = client.get(reverse("admin:proctoring_sebrules_change", args=[rules.pk])).content.decode()
    assert rules.config_key in page
    assert config_key.compute(plist.read(bytes(rules.configuration))) == rules.config_key


def test_a_configuration_of_ones_own_is_taken(fill_in):
    assert fill_in(file=as_file(plist.write(OWN))).status_code == 302
    assert SebRules.objects.get().config_key == config_key.compute(OWN)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"pswd" + b"\x03" * 40, "encrypted by a password"),
        (b"pkhs" + b"\x03" * 40, "encrypted for a certificate"),
        (b"a picture", "no configuration"),
        (plist.write({"startURL": "https://lms.example.org/"}), "would not send its keys"),
        (plist.write({"sendBrowserExamKey": True}), "no start URL"),
    ],
    ids=["password", "certificate", "other", "silent", "nowhere"],
)
def test_a_file_that_cannot_be_used_is_refused_with_words(fill_in, data, words):
    assert words in faults(fill_in(file=as_file(data)))
    assert not SebRules.objects.exists()


def test_keys_are_read_however_they_were_pasted(fill_in):
    fill_in(asks_browser_exam_key="on", browser_exam_keys=f" {'A1' * 32}\r\n{'b2' * 32} {'a1' * 32}")
    assert SebRules.objects.get().browser_exam_keys == f"{'a1' * 32}\n{'b2' * 32}"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"browser_exam_keys": "abc"}, "is no key"),
        ({"other_config_keys": "z" * 64}, "is no key"),
        ({"sites": "https://docs.example.org/"}, "is no host"),
        ({"asks_browser_exam_key": "on"}, "Name the Browser Exam Keys"),
        ({"asks_config_key": None}, "Say which key is checked"),
    ],
)
def test_what_would_let_nobody_or_everybody_in_is_refused(fill_in, values, words):
    assert words in faults(fill_in(**values))


def test_the_quit_password_is_kept_as_its_hash(fill_in):
    fill_in(quit_password="let me out")
    rules = SebRules.objects.get()
    found = plist.read(bytes(rules.configuration))
    assert found["hashedQuitPassword"] == configuration.hash_password("let me out")
    address = reverse("admin:proctoring_sebrules_change", args=[rules.pk])
    fill_in(address)
    assert SebRules.objects.get().quit_password_hash == rules.quit_password_hash
    fill_in(address, drops_quit_password="on")
    assert SebRules.objects.get().quit_password_hash == ""


@pytest.mark.parametrize("who", ["alice", "petra", "rita"])
def test_only_who_sets_up_exams_may_change_it(who, client, exam, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(ADD).status_code in {302, 403}
