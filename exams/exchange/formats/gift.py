"""Reader of GIFT, Moodle's text format. Pure.

Questions are parted by empty lines; `//` begins a comment; `\\` keeps a sign from being a mark. Where Moodle and its
documentation differ, Moodle's own importer is followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from exams.exchange.foreign import ForeignItem, ForeignOption, Found, Place, Reading, Refused, Source, Unsupported
from exams.exchange.formats.choices import (
    MOST_OPTIONS,
    ONE,
    Broken,
    Identities,
    check_count,
    find_key,
    gather,
    letter,
    share,
)
from exams.exchange.formats.texts import FORMATS, HTML, MARKDOWN, MOODLE, PLAIN, Texts
from exams.exchange.formats.writing import part_tags
from exams.exchange.text_files import read_decoded

NONE = share("0")
BLANK = "_____"
# Of = and ~ in a question, in its answers and in code.
MOST_SIGNS = 20_000
# Lines that a question may go on for after an empty one.
NEAR = 50
_MARK = re.compile(r"\\.|[{}]", re.DOTALL)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
# No sign may be read in two ways here, or a title without an end takes exponential time.
_TITLE = re.compile(r"::((?:\\.|(?!::)[^\\])*)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_ID = re.compile(r"\[id:((?:\\\]|[^\]]){1,300})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]]){1,300})\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d*)?)%")
_CHOICE = re.compile(r"((?:\\.|[^\\~=])*)", re.DOTALL)
_SPLIT_CHOICES = re.compile(r"\\.|[~=]", re.DOTALL)
_SPLIT_FEEDBACK = re.compile(r"\\.|#", re.DOTALL)
_TRUE_FALSE = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?=#|$)", re.IGNORECASE)
CATEGORY = "$CATEGORY:"


@dataclass(frozen=True)
class Chunk:
    """What stands between empty lines: its text without comments, the comments, the line of its first text."""

    text: str
    comments: str
    line: int


@dataclass(frozen=True)
class Question:
    """A question taken apart. `answers` is None without braces; texts are still escaped."""

    title: str
    form: str
    head: str
    answers: str | None
    tail: str
    general: str


def read_gift(source: Source) -> Reading:
    """All questions of a file; what is wrong with it, or with one of them, is in `refused`. Never raises."""
    return read_decoded(source, lambda text, warning: _File(source.name, warning).read(text))


class _File:
    def __init__(self, name: str, warning: str) -> None:
        self._name = name
        self._warning = warning
        self._category = ""
        self._identities = Identities()

    def read(self, text: str) -> Reading:
        rests = map(self._take_category, _chunks(text))
        reading = gather((self._question(rest) for rest in rests if rest.text.strip()), self._name)
        if reading == Reading():
            return Reading(refused=(Refused(Place(self._name, 1), "No question was found.", "Is this a GIFT file?"),))
        return reading

    def _take_category(self, chunk: Chunk) -> Chunk:
        lines = chunk.text.split("\n")
        start = 0
        for line in lines:
            if line.strip() and not line.lstrip().startswith(CATEGORY):
                break
            start += 1
            if line.strip():
                self._category = category_name(_plain(line.strip()[len(CATEGORY) :]))
        return Chunk("\n".join(lines[start:]), chunk.comments, chunk.line + start)

    def _question(self, chunk: Chunk) -> Found:
        place = Place(self._name, chunk.line)
        name = _named(_ID, chunk.comments)
        source_id = ""
        try:
            question = _take_apart(chunk)
            source_id = self._identities.give(*name, _plain(question.title), text=chunk.text)
            kind = _kind(question)
            if kind in {"multichoice", "truefalse"}:
                return self._item(chunk, question, kind, source_id, place)
            return Unsupported(source_id, kind, place)
        except Broken as fault:
            source_id = source_id or self._identities.give(*name, "", text=chunk.text)
            return Refused(Place(self._name, fault.line or chunk.line), fault.reason, fault.advice, source_id)

    def _item(self, chunk: Chunk, question: Question, kind: str, source_id: str, place: Place) -> ForeignItem:
        texts = Texts()
        answers = question.answers or ""
        is_single = kind == "truefalse" or any(sign == "=" for sign, _ in _choices(answers))
        read = _true_false if kind == "truefalse" else _options
        key = find_key(read(texts, answers, question.form), is_single=is_single)
        tags, said = part_tags(_named(_TAG, chunk.comments))
        metadata = {"title": _plain(question.title), "category": self._category, **said}
        stem = _block(texts, _with_blank(question), question.form)
        if not stem:
            raise Broken("The question has no text.", "Write it before the “{”.")
        feedback = _formatted(texts, question.general, question.form)
        return ForeignItem(
            source_id=source_id,
            kind=key.kind,
            select_count=key.select_count,
            stem=stem,
            options=key.options,
            place=place,
            feedback=feedback,
            is_shuffled=kind != "truefalse",
            tags=tags,
            metadata={name: value for name, value in metadata.items() if value},
            warnings=(*key.warnings, *texts.warnings, *self._about_encoding(chunk)),
        )

    def _about_encoding(self, chunk: Chunk) -> tuple[str, ...]:
        return (self._warning,) if self._warning and not chunk.text.isascii() else ()


# --- a file into questions ----------------------------------------------------------------------
def _chunks(text: str) -> Iterator[Chunk]:
    """Parted by empty lines; braces that an empty line tears apart are put together again."""
    lines: list[str] = []
    comments: list[str] = []
    start = 0
    is_open = False
    waiting = text.split("\n")
    for number, line in enumerate(waiting, start=1):
        if line.lstrip().startswith("//"):
            comments.append(line)
            continue
        if line.strip():
            start = start or number
            lines.append(line)
            is_open = _is_open(line, is_open=is_open)
        elif lines and is_open and _closes_next(waiting, number):
            lines.append("")
        elif lines:
            yield Chunk("\n".join(lines), "\n".join(comments), start)
            lines, comments, start, is_open = [], [], 0, False
    yield Chunk("\n".join(lines), "\n".join(comments), start)


def _is_open(line: str, *, is_open: bool) -> bool:
    for match in _MARK.finditer(line):
        if match.group() in "{}":
            is_open = match.group() == "{"
    return is_open


def _closes_next(lines: list[str], after: int) -> bool:
    """Whether the next brace within reach is a closing one."""
    for line in lines[after : after + NEAR]:
        if ("{" not in line and "}" not in line) or line.lstrip().startswith(("//", "::", CATEGORY)):
            continue
        for match in _MARK.finditer(line):
            if match.group() in "{}":
                return match.group() == "}"
    return False


def _take_apart(chunk: Chunk) -> Question:
    text = chunk.text.strip()
    title = ""
    if match := _TITLE.match(text):
        title, text = match.group(1).strip(), text[match.end() :].lstrip()
    form, text = _take_format(text, MOODLE)
    marks = list(islice((match for match in _MARK.finditer(text) if match.group() in "{}"), 3))
    if not marks:
        return Question(title, form, text, None, "", "")
    line = chunk.line + chunk.text.count("\n", 0, max(chunk.text.find(text), 0) + marks[0].start())
    if marks[0].group() == "}":
        raise Broken("A “}” stands before the first “{”.", "Write \\} for a brace that is no mark.", line)
    if len(marks) == 1:
        raise Broken("The “{” is never closed.", "Write “}” after the last answer, and no empty line before.", line)
    if len(marks) > 2 or marks[1].group() == "{":
        advice = "Put an empty line between two questions, and write \\{ for a brace that is no mark."
        raise Broken("There are braces too many.", advice, line)
    if text.count("=") + text.count("~") > MOST_SIGNS:
        reason = f"The question has more than {MOST_OPTIONS} answers, or {MOST_SIGNS:,} of the signs = and ~."
        raise Broken(reason, "Shorten it.", line)
    head, answers, tail = text[: marks[0].start()], text[marks[0].end() : marks[1].start()], text[marks[1].end() :]
    answers, general = _take_general(answers)
    return Question(title, form, head, answers, tail, general)


def _take_general(answers: str) -> tuple[str, str]:
    match = re.search(r"(?:^|(?<=[^\\]))####", answers)
    return (answers[: match.start()], answers[match.end() :]) if match else (answers, "")


def _take_format(text: str, default: str) -> tuple[str, str]:
    text = text.lstrip()
    match = _FORMAT.match(text)
    return (FORMATS[match.group(1).lower()], text[match.end() :]) if match else (default, text)


def _kind(question: Question) -> str:
    """The question's type in the words of Moodle."""
    if question.answers is None:
        return "description"
    answers = question.answers.strip()
    signs = {sign for sign, _ in _choices(answers)}
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if "~" in signs:
        return "multichoice"
    if "=" in signs and "->" in answers:
        return "matching"
    return "truefalse" if _TRUE_FALSE.match(answers) else "shortanswer"


# --- answers ------------------------------------------------------------------------------------
def _choices(answers: str) -> list[tuple[str, str]]:
    """`~` or `=` with the text up to the next one; text before the first is ("", text)."""
    found: list[tuple[str, str]] = []
    sign, start = "", 0
    for match in _SPLIT_CHOICES.finditer(answers):
        if match.group() in "~=":
            found.append((sign, answers[start : match.start()]))
            sign, start = match.group(), match.end()
    found.append((sign, answers[start:]))
    return found[1:] if not found[0][1].strip() else found


def _options(texts: Texts, answers: str, form: str) -> list[ForeignOption]:
    options = []
    choices = _choices(answers)
    check_count(len(choices))
    for index, (sign, body) in enumerate(choices):
        if not sign:
            raise Broken(f"“{body.strip()[:40]}” stands before the first answer.", "Begin each answer with = or ~.")
        body = body.strip()
        weight = _WEIGHT.match(body)
        body = body[weight.end() :] if weight else body
        fraction = share(weight.group(1)) if weight else ONE if sign == "=" else NONE
        parts = _parts(body)
        answer_form, text = _take_format(parts[0], form)
        told = _formatted(texts, "#".join(parts[1:]), form)
        options.append(ForeignOption(letter(index), _line(texts, text, answer_form), False, fraction, told))
    return options


def _true_false(texts: Texts, answers: str, form: str) -> list[ForeignOption]:
    """The first feedback is for who is wrong, the second for who is right."""
    parts = [*_parts(answers), "", ""]
    is_true = parts[0].strip().upper() in {"T", "TRUE"}
    wrong, right = (_formatted(texts, part, form) for part in parts[1:3])
    return [
        ForeignOption("a", "True", is_true, ONE if is_true else NONE, right if is_true else wrong),
        ForeignOption("b", "False", not is_true, NONE if is_true else ONE, wrong if is_true else right),
    ]


def _parts(body: str) -> list[str]:
    """An answer and its feedback, parted by `#`."""
    parts, start = [], 0
    for match in _SPLIT_FEEDBACK.finditer(body):
        if match.group() == "#":
            parts.append(body[start : match.start()])
            start = match.end()
    return [*parts, body[start:]]


# --- texts --------------------------------------------------------------------------------------
def _with_blank(question: Question) -> str:
    tail = question.tail.strip()
    return f"{question.head}{BLANK}{question.tail}" if tail else question.head


def _formatted(texts: Texts, text: str, default: str) -> str:
    form, text = _take_format(text, default)
    return _block(texts, text, form)


def _block(texts: Texts, text: str, form: str) -> str:
    return texts.block(_unescape(text.strip(), form), form)


def _line(texts: Texts, text: str, form: str) -> str:
    return texts.option(_unescape(text.strip(), form), form)


def _unescape(text: str, form: str) -> str:
    """A new line that is written out (`\\n`) is shown as one; HTML and Markdown have their own mind about it."""
    new_line = {MOODLE: "<br>", HTML: "\n", MARKDOWN: "\n", PLAIN: "\n"}[form]
    return _ESCAPED.sub(lambda match: new_line if match[1] == "n" else match[1], text)


def _plain(text: str) -> str:
    return " ".join(_unescape(text, PLAIN).split())


def _named(pattern: re.Pattern[str], comments: str) -> list[str]:
    return [name.replace("\\]", "]").strip() for name in pattern.findall(comments) if name.strip()]


def category_name(path: str) -> str:
    """`$course$/top/A/B` → `A/B`."""
    path = re.sub(r"^\$[a-z]+\$/?", "", path.strip())
    return re.sub(r"^top(?:/|$)", "", path).strip()
