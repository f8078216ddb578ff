"""What importing a file would do now, item by item. Nothing is written, and nothing is raised for what a file holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import PurePath

from exams.bank.checks import get_knowledge, get_stem_index, make_facts
from exams.bank.content import ItemContent
from exams.bank.lint import lint
from exams.bank.models import Item
from exams.bank.services.authoring import ItemDetails
from exams.exchange import own_files
from exams.exchange.decisions import Decision
from exams.exchange.foreign import ForeignItem, Reading, Source
from exams.exchange.formats.detect import read_file
from exams.exchange.mapping import LONGEST_CODE, NotOurs, digest, make_code, place_in_text, place_pictures, to_content
from exams.exchange.merging import UNSAID, Details, merge_content
from exams.exchange.rows import Plan, Row
from exams.exchange.stored import Known, Stored, load_stored

# Share of words, in their order, that two editions of one question have in common at least.
SAME_QUESTION = 0.3
# Of a longer text the beginning tells as much, in bounded time.
MOST_WORDS = 500
UNSUPPORTED = "Questions of this type do not exist here."
# Called with how many rows are planned, of how many.
Progress = Callable[[int, int], None]


def plan_import(
    source: Source, *, format_name: str = "", tell: Progress | None = None, is_checked: bool = True
) -> Plan:
    """What importing this file would do now. `format_name`: one of FORMATS, or nothing to find out.

    `is_checked`: with what the authoring checks say, which takes most of the time.
    """
    if own_files.is_own(source, format_name):
        plan = own_files.plan(source)
    else:
        name, reading = read_file(source, format_name=format_name)
        plan = _Planning(PurePath(source.name).stem, name).plan(reading)
    if not is_checked:
        return plan
    return replace(plan, rows=tuple(_check(plan.rows, tell or (lambda done, total: None))))


def _check(rows: tuple[Row, ...], tell: Progress) -> Iterator[Row]:
    """The rows with what the authoring checks say of what would be stored."""
    knowledge, stems = get_knowledge(), get_stem_index()
    for number, row in enumerate(rows, start=1):
        if row.content and row.details and row.decision in {"create", "change"}:
            details = row.details
            item = Item(
                code=row.code,
                style=details.style,
                difficulty=details.difficulty,
                is_generative=details.is_generative,
                metadata=details.metadata,
            )
            facts = make_facts(item, is_placed=bool(details.placements))
            like = [near for near in stems.nearest(row.content.stem) if near.name != row.code]
            row = replace(row, findings=tuple(lint(row.content, facts, knowledge)), like=tuple(like))
        tell(number, len(rows))
        yield row


@dataclass(frozen=True)
class _Readable:
    """An item that can be one of ours, and the SHA-256 of what it says."""

    item: ForeignItem
    content: ItemContent
    digest: str


class _Planning:
    """The plan of one file of another system."""

    def __init__(self, source: str, format_name: str) -> None:
        self._source = source
        self._format = format_name
        self._known = Known(source)
        self._details = Details()
        self._compared: set[str] = set()

    def plan(self, reading: Reading) -> Plan:
        rows = [Row("unsupported", row.source_id, row.type, row.place, UNSUPPORTED) for row in reading.unsupported]
        rows += [
            Row("refused", row.source_id, "", row.place, f"{row.reason} {row.advice}".strip())
            for row in reading.refused
        ]
        readable: list[_Readable] = []
        for item in reading.items:
            try:
                readable.append(_Readable(item, to_content(item), digest(item)))
            except NotOurs as refusal:
                rows.append(_row("refused", item, reason=f"{refusal.reason} {refusal.advice}"))
        stored = load_stored(self._matches(readable))
        rows += [self._decide(one, stored) for one in readable]
        rows.sort(key=lambda row: (row.place.file, row.place.line))
        return Plan(self._source, self._format, tuple(rows))

    def _matches(self, readable: Iterable[_Readable]) -> Iterator[str]:
        """Codes of stored items that must be looked at closely."""
        for one in readable:
            code, before = self._known.find(one.item.source_id)
            if code and before != one.digest:
                yield code

    def _decide(self, one: _Readable, stored: dict[str, Stored]) -> Row:
        """The row of a choice item; takes note of it, for those after it in the file."""
        item, known = one.item, self._known
        code, before = known.find(item.source_id)
        if code and before == one.digest:
            return _row("duplicate", item, reason=f"It was imported as {code}.", code=code)
        if code in stored and code not in self._compared:  # one item of a file is its edition
            self._compared.add(code)
            return self._compare(one, code, stored[code])
        if same := known.find_twin(one.digest):
            return _row("duplicate", item, reason=f"It says the same as {same}.", code=same)
        if same := known.find_alike(one.content, item.stimulus):
            reason = f"It asks the same as {same}, with the same options and key."
            return _row("duplicate", item, reason=reason, code=same)
        return self._create(one)

    def _create(self, one: _Readable) -> Row:
        # Room for a number behind it, where the code is taken.
        code = make_code(self._source, one.item.source_id, otherwise="item", longest=LONGEST_CODE - 6)
        code = self._known.take_code(code)
        self._known.note(code, one.digest)
        details, unknown = self._details.of(one.item, ItemDetails())
        return self._writing("create", one, code, one.content, details, unknown)

    def _compare(self, one: _Readable, code: str, stored: Stored) -> Row:
        """An item that goes by the id of a stored one: the same, an edition of it, or another that is numbered alike."""
        pictures = self._known.list_pictures(one.item)
        content = merge_content(
            place_pictures(one.content, pictures),
            stored,
            stimulus=place_in_text(one.item.stimulus, pictures),
            unsaid=UNSAID.get(self._format, frozenset()),
        )
        details, unknown = self._details.of(one.item, stored.details)
        is_same = content.fingerprint() == stored.content.fingerprint()
        if is_same and details == stored.details:
            return _row("duplicate", one.item, reason=f"It stands here as {code}.", code=code)
        if not is_same and not _is_edition(one.content.stem, stored):
            if same := self._known.find_twin(one.digest):
                return _row("duplicate", one.item, reason=f"It says the same as {same}.", code=same)
            return self._create(one)
        reason = f"It makes a new version of {code}." if not is_same else f"It changes what is known about {code}."
        self._known.note(code, one.digest)
        return replace(self._writing("change", one, code, content, details, unknown), reason=reason)

    def _writing(
        self,
        decision: Decision,
        one: _Readable,
        code: str,
        content: ItemContent,
        details: ItemDetails,
        unknown: list[str],
    ) -> Row:
        origin = {"name": self._source, "id": one.item.source_id, "digest": one.digest, "format": self._format}
        details = replace(details, metadata=details.metadata | {"source": origin})
        row = _row(decision, one.item, code=code)
        warnings = (*row.warnings, *unknown)
        return replace(row, content=content, details=details, digest=one.digest, warnings=warnings)


def _row(decision: Decision, item: ForeignItem, *, reason: str = "", code: str = "") -> Row:
    return Row(
        decision,
        item.source_id,
        item.kind,
        item.place,
        reason=reason,
        code=code,
        item=item,
        warnings=item.warnings,
    )


def _is_edition(stem: str, stored: Stored) -> bool:
    """Whether a stem has grown out of a stored one: some of its words stand in the same order."""
    before = f"{stored.stimulus_text} {stored.content.stem}".split()[:MOST_WORDS]
    return SequenceMatcher(None, before, stem.split()[:MOST_WORDS], autojunk=False).ratio() >= SAME_QUESTION
