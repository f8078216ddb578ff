"""The API answers what its document says: every endpoint, asked by a signed-in candidate and by nobody."""

from functools import cache

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.urls import resolve
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from exams.sittings.services import answering
from tests.contract.addresses import CLIENT, DOORS, knock, make_files

NAME = "urn:mockingbird:openapi"
API = [door for door in DOORS if door.name.startswith("api:")]
STATES = {
    "api:check-in": "rehearsal",
    "api:room": "proctored",
    "api:start": "check_in",
    "api:result": "released",
    "api:sitting": "submitted",
    "api:report": "released",
    "api:room-record": "watched",
    "api:room-statement": "watched",
}
STATUSES = {"api:erasure": 403, "api:room-statement": 201, "api:report": 201, "api:item-import-confirm": 202}


@cache
def document() -> dict:
    return yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text("utf-8"))


def route_of(url: str) -> str:
    """/api/v1/sittings/9f…/sync → /api/v1/sittings/{sitting_id}/sync"""
    names = {str(value): f"{{{name}}}" for name, value in resolve(url).kwargs.items()}
    return "/".join(names.get(part, part) for part in url.split("/"))


def validate(response, url: str, method: str) -> None:
    """Raises when the document does not know this answer, or when the answer is not of the documented shape."""
    route = route_of(url)
    kind = response["Content-Type"].split(";")[0]
    documented = document()["paths"][route][method]["responses"][str(response.status_code)]["content"]
    if "*/*" in documented:  # a file
        return
    assert kind in documented, f"{kind} is not documented for {response.status_code}"
    escaped = route.replace("~", "~0").replace("/", "~1")
    pointer = f"/paths/{escaped}/{method}/responses/{response.status_code}/content/{kind.replace('/', '~1')}/schema"
    registry = Registry().with_resource(NAME, Resource(document(), DRAFT202012))
    pointer = pointer.replace("{", "%7B").replace("}", "%7D")
    jsonschema.Draft202012Validator({"$ref": f"{NAME}#{pointer}"}, registry=registry).validate(response.json())


@pytest.mark.parametrize("door", API, ids=lambda door: door.name)
def test_an_answer_is_as_documented(door, client, alice, ben, request, monkeypatch):
    monkeypatch.setattr(settings, "PUSH_PATH", "/push/")
    sitting = request.getfixturevalue(STATES.get(door.name, "running"))
    sitting = getattr(sitting, "sitting", sitting)
    if sitting.state == "running":
        answering.take_over(user=alice, sitting_id=sitting.pk, client=CLIENT)
    if door.is_for_staff:
        make_files()
    client.force_login(ben if door.is_for_staff else alice)
    response = knock(door, client, sitting, alice.pk)
    assert response.status_code == STATUSES.get(door.name, 200)
    validate(response, door.url(sitting), door.method)


@pytest.mark.parametrize("door", API, ids=lambda door: door.name)
def test_a_refusal_is_a_documented_problem(door, client, running):
    response = knock(door, client, running, None)
    assert response.status_code == 401
    validate(response, door.url(running), door.method)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("take-over", {}, "invalid-input"),
        ("take-over", {"client": "me"}, "invalid-input"),
        ("start", {"accept_rules": "perhaps"}, "invalid-input"),
        ("submit", [], "invalid-input"),
    ],
)
def test_bad_input_is_told_by_field(name, body, code, client, alice, running):
    client.force_login(alice)
    url = f"/api/v1/sittings/{running.pk}/{name}"
    response = client.post(url, body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response.json()["errors"]
    validate(response, url, "post")


def test_a_body_that_is_no_json_is_refused(client, alice, running):
    client.force_login(alice)
    response = client.post(f"/api/v1/sittings/{running.pk}/start", "{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid-input")


def test_another_answer_would_be_noticed(client, alice, running):
    """The control: the document does say something."""
    client.force_login(alice)
    response = client.get("/api/v1/me")
    response.json = lambda: {"email": 7}
    with pytest.raises(jsonschema.ValidationError):
        validate(response, "/api/v1/me", "get")
