"""Every address of ours, as a request about alice's sitting: for tests that knock at all doors."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from exams.sittings import tokens
from exams.sittings.models import Sitting

CLIENT = UUID("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class Door:
    """One address. `arguments` names what goes into it: "exam", "sitting", "place" (its first item) or nothing."""

    name: str
    method: str = "get"
    arguments: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    needs_token: bool = False

    def url(self, sitting: Sitting) -> str:
        values = {"exam": {"slug": sitting.exam.slug}, "sitting": {"sitting_id": sitting.pk}, "": {}}
        values["place"] = {"sitting_id": sitting.pk, "position": 1}
        if self.arguments == "media":
            return reverse(self.name, kwargs={"name": f"{'0' * 64}.png"})
        return reverse(self.name, kwargs=values[self.arguments])


DOORS = [
    Door("healthz"),
    Door("readyz"),
    Door("metrics"),
    Door("home"),
    Door("bank:media", arguments="media"),
    Door("sittings:exam", arguments="exam"),
    Door("sittings:open", "post", "exam"),
    Door("sittings:check-in", arguments="sitting"),
    Door("sittings:waiting", arguments="sitting"),
    Door("sittings:tutorial", arguments="sitting"),
    Door("sittings:runner", arguments="sitting"),
    Door("sittings:ended", arguments="sitting"),
    Door("sittings:receipt", arguments="sitting"),
    Door("marking:result", arguments="sitting"),
    Door("marking:report", arguments="place"),
    Door("marking:reports"),
    Door("api:me"),
    Door("api:exams"),
    Door("api:exam", arguments="exam"),
    Door("api:open-sitting", "post", "exam"),
    Door("api:sittings"),
    Door("api:sitting", arguments="sitting"),
    Door("api:start", "post", "sitting", {"accept_rules": True}),
    Door("api:take-over", "post", "sitting", {"client": str(CLIENT)}),
    Door("api:content", arguments="sitting"),
    Door("api:sync", "post", "sitting", {"client": str(CLIENT), "seq": 1}, needs_token=True),
    Door("api:receipt", arguments="sitting"),
    Door("api:submit", "post", "sitting", {"client": str(CLIENT)}),
    Door("api:result", arguments="sitting"),
    Door("api:report", "post", "place", {"kind": "wrong_key", "text": "Look at the manual."}),
    Door("api:reports"),
]


def knock(door: Door, client: Client, sitting: Sitting, user_id: int | None) -> Any:
    """The response of an address to whoever `client` is signed in as."""
    headers = {}
    if door.needs_token and user_id is not None:
        token = tokens.issue(user_id=user_id, sitting_id=sitting.pk, client=CLIENT)
        headers["HTTP_AUTHORIZATION"] = f"Sitting {token}"
    send = getattr(client, door.method)
    if door.method == "post":
        return send(door.url(sitting), door.body, content_type="application/json", **headers)
    return send(door.url(sitting), **headers)
