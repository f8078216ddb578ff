"""Every address of ours, as a request about alice's sitting: for tests that knock at all doors."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.bank.content import ItemContent, OptionContent
from exams.bank.models import ExamGuide
from exams.exchange.foreign import Place
from exams.exchange.models import ImportRow, ItemExport, ItemImport
from exams.exchange.rows import Row
from exams.sittings import tokens
from exams.sittings.models import Sitting

CLIENT = UUID("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class Door:
    """One address. `arguments` names what goes into it: "exam", "guide", "sitting", "place" (its first item), "step" (of its
    check-in), a file, or nothing.

    `is_for_staff`: candidates are refused whatever they ask.
    """

    name: str
    method: str = "get"
    arguments: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    needs_token: bool = False
    is_for_staff: bool = False

    def url(self, sitting: Sitting) -> str:
        values = {"exam": {"slug": sitting.exam.slug}, "sitting": {"sitting_id": sitting.pk}, "": {}}
        values |= {"template": {"format_name": "csv"}}
        values["step"] = {"sitting_id": sitting.pk, "code": "identity"}
        values["room"] = {"slug": sitting.exam.slug, "sitting_id": sitting.pk}
        values["place"] = {"sitting_id": sitting.pk, "position": 1}
        if self.arguments in FILES:
            return reverse(self.name, kwargs={f"{self.arguments}_id": get_file_id(FILES[self.arguments])})
        if self.arguments == "guide":
            return reverse(self.name, kwargs={"code": ExamGuide.objects.values_list("code", flat=True)[0]})
        if self.arguments == "media":
            return reverse(self.name, kwargs={"name": f"{'0' * 64}.png"})
        return reverse(self.name, kwargs=values[self.arguments])


FILES = {"import": ItemImport, "export": ItemExport}


def get_file_id(model: type[ItemImport] | type[ItemExport]) -> int:
    """Of the first one there is, or of none."""
    return model.objects.values_list("pk", flat=True).order_by("pk").first() or 1


def make_files() -> None:
    """A file that was read and waits for a decision, and one that was written."""
    planned = ItemImport.objects.create(source_name="a.gift", size_bytes=1, data=b"x", state="planned", total_count=1)
    row = Row("create", "q1", "single_choice", Place("a.gift", 1), code="a-q1", content=CONTENT)
    ImportRow.objects.create(item_import=planned, position=1, decision="create", code="a-q1", told=row.as_dict())
    ItemExport.objects.create(format_name="gift", state="done", finished_at=timezone.now(), data=b"x", size_bytes=1)


OPTIONS = tuple(OptionContent(letter, f"Option {letter}", "", is_correct=letter == "a") for letter in "ab")
CONTENT = ItemContent("single_choice", 1, "Which is it?", OPTIONS, "")
DOORS = [
    Door("healthz"),
    Door("readyz"),
    Door("metrics"),
    Door("home"),
    Door("guide", arguments="guide"),
    Door("bank:media", arguments="media"),
    Door("sittings:exam", arguments="exam"),
    Door("seb:page", arguments="exam"),
    Door("seb:file", arguments="exam"),
    Door("seb:quit", arguments="exam"),
    Door("sittings:open", "post", "exam"),
    Door("sittings:check-in", arguments="sitting"),
    Door("sittings:waiting", arguments="sitting"),
    Door("sittings:tutorial", arguments="sitting"),
    Door("sittings:runner", arguments="sitting"),
    Door("sittings:ended", arguments="sitting"),
    Door("sittings:receipt", arguments="sitting"),
    Door("proctoring:check-in", arguments="sitting"),
    Door("proctoring:step", arguments="step"),
    Door("proctoring:detector"),
    Door("marking:result", arguments="sitting"),
    Door("marking:pdf", arguments="sitting"),
    Door("marking:report", arguments="place"),
    Door("marking:reports"),
    Door("privacy:data"),
    Door("privacy:file"),
    Door("privacy:erase"),
    Door("api:me"),
    Door("api:export"),
    # Without a second yes: whoever asks stays.
    Door("api:erasure", "post", body={"proof": "no password", "is_sure": False}),
    Door("api:exams"),
    Door("api:exam", arguments="exam"),
    Door("api:open-sitting", "post", "exam"),
    Door("api:sittings"),
    Door("api:sitting", arguments="sitting"),
    Door("api:start", "post", "sitting", {"accept_rules": True}),
    Door("api:take-over", "post", "sitting", {"client": str(CLIENT)}),
    Door("api:content", arguments="sitting"),
    Door("api:sync", "post", "sitting", {"client": str(CLIENT), "seq": 1}, needs_token=True),
    Door("api:push", "post", "sitting", needs_token=True),
    Door("api:receipt", arguments="sitting"),
    Door("api:submit", "post", "sitting", {"client": str(CLIENT)}),
    Door("api:check-in", arguments="sitting"),
    Door("api:result", arguments="sitting"),
    Door("api:room", arguments="sitting"),
    Door("api:guide", arguments="guide"),
    Door("api:gradebook", arguments="exam", is_for_staff=True),
    Door("api:report", "post", "place", {"kind": "wrong_key", "text": "Look at the manual."}),
    Door("api:reports"),
    Door("review:queue", is_for_staff=True),
    Door("review:sitting", arguments="sitting", is_for_staff=True),
    Door("review:own", arguments="sitting"),
    Door("api:room-record", arguments="sitting"),
    Door("api:room-statement", "post", "sitting", {"text": "It was the door."}),
    Door("api:item-imports", is_for_staff=True),
    Door("api:item-import", arguments="import", is_for_staff=True),
    Door("api:item-import-rows", arguments="import", is_for_staff=True),
    Door("api:item-import-confirm", "post", "import", is_for_staff=True),
    Door("api:item-exports", is_for_staff=True),
    Door("api:item-export", arguments="export", is_for_staff=True),
    Door("api:item-export-file", arguments="export", is_for_staff=True),
    Door("api:item-template", arguments="template", is_for_staff=True),
    Door("console:exams", is_for_staff=True),
    Door("console:exam", arguments="exam", is_for_staff=True),
    Door("console:timeline", arguments="room", is_for_staff=True),
    Door("api:console", arguments="exam", is_for_staff=True),
    Door(
        "api:console-order", "post", "exam", {"action": "resume", "sittings": [{"id": str(CLIENT)}]}, is_for_staff=True
    ),
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
