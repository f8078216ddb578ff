"""Plans for files in our own format: one file, or a package of files and pictures."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from exams.bank.services.authoring import ItemDetails
from exams.bank.services.media import MOST_BYTES, find_image
from exams.exchange.bank_files import FileFinding, ParsedBank, ParsedItem, read_bank
from exams.exchange.foreign import Place, Refused, Source
from exams.exchange.formats.names import OWN
from exams.exchange.mapping import place_in_text, place_pictures
from exams.exchange.packages import Package, PackageRefused, is_package
from exams.exchange.rows import Plan, Row
from exams.exchange.services.bank import check_bank, list_known_objectives, make_details
from exams.exchange.stored import Stored, load_stored
from exams.exchange.text_files import TextRefused, decode

ENDINGS = (".yaml", ".yml")
PICTURES = "media"


@dataclass(frozen=True)
class _Files:
    """What a file or a package holds: texts and pictures by name, and what cannot be read."""

    texts: dict[str, str]
    pictures: dict[str, bytes]
    refused: list[Refused]


def is_own(source: Source, format_name: str) -> bool:
    """Whether a file is in our own format: it was said so, its name ends so, or the files in the package do."""
    if format_name:
        return format_name == OWN
    if not is_package(source.data):
        return source.name.lower().endswith(ENDINGS)
    try:
        return any(_is_text(name) for name in Package(source).names)
    except PackageRefused:
        return False


def plan(source: Source) -> Plan:
    """What storing the items would do now; `Plan.bank` holds those that can be stored."""
    files = _open(source)
    bank = read_bank(files.texts)
    known = {name: image.file.url for name, data in files.pictures.items() if (image := find_image(data=data))}
    bank.items = [replace(item, content=place_pictures(item.content, known)) for item in bank.items]
    bank.stimuli = {code: replace(row, text=place_in_text(row.text, known)) for code, row in bank.stimuli.items()}
    findings = [*bank.findings, *check_bank(bank)]
    good = _leave_out(bank, findings)
    rows = [Row("refused", "", "", refused.place, f"{refused.reason} {refused.advice}") for refused in files.refused]
    rows += [Row("refused", one.item, "", Place(one.file, one.line), one.message, code=one.item) for one in findings]
    rows += _decide_all(good.items)
    rows.sort(key=lambda row: (row.place.file, row.place.line))
    return Plan(PurePath(source.name).stem, OWN, tuple(rows), bank=good, pictures=files.pictures)


# --- files --------------------------------------------------------------------------------------
def _is_text(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith("__MACOSX/")


def _open(source: Source) -> _Files:
    files = _Files({}, {}, [])
    try:
        for part in _parts(source, files.pictures):
            try:
                files.texts[part.name] = decode(part)[0]
            except TextRefused as error:
                files.refused.append(error.refused)
    except PackageRefused as error:
        files.refused.append(error.refused)
    if not files.texts and not files.refused:
        files.refused.append(
            Refused(Place(source.name), "The package holds no file of items.", "Their names end in .yaml.")
        )
    return files


def _parts(source: Source, pictures: dict[str, bytes]) -> Iterator[Source]:
    if not is_package(source.data):
        yield source
        return
    package = Package(source)
    for name in package.names:
        if _is_text(name):
            yield Source(name, package.read(name))
        elif posixpath.basename(posixpath.dirname(name)) == PICTURES:
            data = package.read_picture(name, MOST_BYTES)
            if data is not None:
                pictures[posixpath.basename(name)] = data


# --- decisions ------------------------------------------------------------------------------------
def _leave_out(bank: ParsedBank, findings: list[FileFinding]) -> ParsedBank:
    """The items without findings; what is wrong with a file as a whole keeps all of its items out.

    Adds to `findings` those whose enemies are left out.
    """
    whole = {finding.file for finding in findings if not finding.item}
    bad = {finding.item for finding in findings}
    items = [item for item in bank.items if item.code not in bad and item.file not in whole]
    left_out = {item.code for item in bank.items} - {item.code for item in items}
    while orphans := [item for item in items if left_out.intersection(item.enemies)]:
        for item in orphans:
            message = f"{item.code}: it names an enemy that cannot be stored."
            findings.append(FileFinding(item.file, item.line, message, item.code))
        left_out = {item.code for item in orphans}
        items = [item for item in items if item.code not in left_out]
    return ParsedBank(items=items, stimuli=bank.stimuli)


def _decide_all(items: list[ParsedItem]) -> Iterator[Row]:
    objectives = list_known_objectives()
    stored = load_stored(item.code for item in items)
    for item in items:
        before = stored.get(item.code)
        metadata = before.details.metadata if before else None
        yield _decide(item, make_details(item, objectives, metadata), before)


def _decide(item: ParsedItem, details: ItemDetails, stored: Stored | None) -> Row:
    row = Row(
        "create",
        item.code,
        item.content.kind,
        Place(item.file, item.line),
        code=item.code,
        content=item.content,
        details=details,
    )
    if stored is None:
        return row
    if item.revision < stored.revision:
        reason = f"Version {stored.revision}, which is stored here, is newer."
        return replace(row, decision="duplicate", reason=reason)
    if item.content.fingerprint() != stored.content.fingerprint():
        return replace(row, decision="change", reason=f"It makes a new version of {item.code}.")
    if _told(details) != _told(stored.details):
        return replace(row, decision="change", reason=f"It changes what is known about {item.code}.")
    return replace(row, decision="duplicate", reason=f"It stands here as {item.code}.")


def _told(details: ItemDetails) -> ItemDetails:
    """In an order of its own: guides come from files and from the database as they like."""
    placements = sorted(details.placements, key=lambda place: place.objective.pk)
    return replace(details, placements=tuple(placements))
