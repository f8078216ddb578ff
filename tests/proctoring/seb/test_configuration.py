"""The file that candidates get, and the page they get it from."""

import pytest

from exams.proctoring.models import SebRules
from exams.proctoring.seb import config_key, header, plist
from exams.proctoring.services.seb import save_rules
from tests.proctoring.seb.conftest import sent

PAGE, FILE = "/exams/practice/seb/", "/exams/practice/seb/exam.seb"
OWN = {"startURL": "https://lms.example.org/", "sendBrowserExamKey": True}


def test_the_file_has_the_key_that_is_checked(client, seb):
    response = client.get(FILE)
    assert response["Content-Type"] == "application/seb"
    assert config_key.compute(plist.read(response.content)) == seb.config_key


def test_the_file_opens_the_exams_page_and_sends_its_keys(client, seb, settings):
    found = plist.read(client.get(FILE).content)
    assert found["startURL"] == f"{settings.PUBLIC_URL}/exams/practice/"
    assert found["sendBrowserExamKey"] is True
    assert found["allowedDisplaysMaxNumber"] == 1
    assert found["URLFilterRules"][0]["expression"] == "127.0.0.1:8000/*"


def test_the_same_rules_make_the_same_key(seb):
    before = seb.config_key
    assert save_rules(rules=seb).config_key == before
    assert seb.other_config_keys == ""


def test_a_configuration_of_ones_own_is_given_out_as_it_is(client, seb):
    data = plist.write(OWN)
    save_rules(rules=seb, upload=data)
    assert client.get(FILE).content == data
    assert SebRules.objects.get().config_key == config_key.compute(OWN)


def test_ones_own_configuration_stays_until_it_is_dropped(seb):
    save_rules(rules=seb, upload=plist.write(OWN))
    seb.sites = "docs.example.org"
    assert save_rules(rules=seb).is_own_file
    assert not save_rules(rules=seb, drops_upload=True).is_own_file


def test_a_configuration_that_sends_no_keys_is_refused(seb):
    with pytest.raises(plist.NotReadable, match="would not send its keys"):
        save_rules(rules=seb, upload=plist.write({**OWN, "sendBrowserExamKey": False}))


# --- the page -----------------------------------------------------------------------------------
def test_the_page_says_what_to_do_and_opens_the_file(client, seb):
    html = client.get(PAGE).content.decode()
    assert "ordinary browser" in html
    assert "safeexambrowser.org" in html
    assert f'href="seb://127.0.0.1:8000{FILE}"' in html


def test_the_page_sends_who_came_right_to_the_exam(client, seb):
    html = client.get(PAGE, headers=sent(PAGE, seb.config_key)).content.decode()
    assert "You are in the right browser" in html


def test_the_page_tells_who_came_with_another_configuration(client, seb):
    html = client.get(PAGE, headers={header.CONFIG_KEY_HEADER: "0" * 64}).content.decode()
    assert "needs its own configuration" in html


@pytest.mark.parametrize("address", [PAGE, FILE, "/exams/practice/seb/quit/"])
def test_an_exam_that_does_not_ask_for_it_has_no_such_page(client, exam, address):
    assert client.get(address).status_code == 404


def test_the_key_is_not_on_the_page(client, seb):
    assert seb.config_key not in client.get(PAGE).content.decode()


def test_the_quit_link_is_a_page(client, seb):
    assert client.get("/exams/practice/seb/quit/").status_code == 200
