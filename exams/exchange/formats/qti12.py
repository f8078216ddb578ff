"""QTI 1.2 as learning platforms write it: Canvas, Blackboard, Moodle, Respondus and others. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from exams.exchange.foreign import ForeignItem, Found, Place, Refused, Unsupported
from exams.exchange.formats.choices import BLANK_LEFT_OUT
from exams.exchange.formats.qti12_scoring import Processing, judge
from exams.exchange.formats.qti12_texts import material_html
from exams.exchange.formats.qti_choice import SEVERAL_KEYS, Choice, is_shuffled, refuse_options
from exams.exchange.formats.qti_expressions import CannotTell, number
from exams.exchange.formats.qti_feedback import Shown, Sorted, responses_showing, sort
from exams.exchange.formats.qti_scoring import Verdict
from exams.exchange.formats.qti_scoring import points as rounded
from exams.exchange.formats.qti_texts import Files, SharedText, Texts
from exams.exchange.formats.qti_tree import text_of
from exams.exchange.safe_xml import line_of

_RESPONSES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension"}
# Types that some platform writes as a choice although it is none.
_NO_CHOICES = (
    *("dropdown", "matching", "ordering", "categorization", "fill", "jumbled", "hot_spot", "hot spot", "quiz bowl"),
    *("essay", "numeric", "numerical", "calculated", "formula", "upload", "short", "text_only", "word_bank"),
)
# Canvas's names of feedback to the whole item.
ITEM_FEEDBACK = {"general_fb", "correct_fb", "partial_fb", "general_incorrect_fb"}
# Fields of metadata that no platform has a name for.
OWN = "item-metadata."
_KEPT_FIELDS = {"style", "difficulty", "objectives", "category"}


@dataclass
class _Context:
    """What an item may refer to: texts of its file by their identifiers, and the headings it stands under."""

    member: str
    files: Files
    parents: dict[str, Element] = field(default_factory=dict)
    shared: dict[str, SharedText | None] = field(default_factory=dict)

    def shared_text(self, ident: str) -> SharedText | None:
        """The text of an item that others refer to, converted once."""
        if ident not in self.shared:
            parent = self.parents.get(ident)
            presentation = parent.find("presentation") if parent is not None else None
            found = None
            if parent is not None and presentation is not None:
                texts = Texts(self.files, self.member)
                found = texts.shared(ident, parent.get("title") or "", material_html(presentation, texts))
            self.shared[ident] = found
        return self.shared[ident]


def read_questestinterop(root: Element, member: str, files: Files) -> Iterator[Found]:
    """All items below the root, in the file's order."""
    context = _Context(member, files, {ident: each for each in root.iter("item") if (ident := each.get("ident"))})
    for index, (item, heading) in enumerate(_items(root, _Heading()), start=1):
        yield _read_item(item, index, heading, context)


@dataclass(frozen=True)
class _Heading:
    """Where an item stands; `points`: what a group of Canvas gives for each of its items."""

    titles: tuple[str, ...] = ()
    points: str = ""

    def below(self, section: Element) -> "_Heading":
        title = (section.get("title") or "").strip()
        titles = (*self.titles, title) if title and title not in self.titles else self.titles
        group = section.find("selection_ordering/selection/selection_extension/points_per_item")
        return _Heading(titles, text_of(group) or self.points)


def _items(element: Element, heading: _Heading) -> Iterator[tuple[Element, _Heading]]:
    for inner in element:
        if inner.tag in {"item", "bankentry_item"}:
            yield inner, heading
        elif inner.tag in {"assessment", "section", "objectbank"}:
            yield from _items(inner, heading.below(inner))


def _read_item(item: Element, index: int, heading: _Heading, context: _Context) -> Found:
    fields = _fields(item)
    if heading.points:
        fields["points_possible"] = heading.points
    place = Place(context.member, line_of(item))
    source_id = item.get("ident") or fields.get("bbmd_asi_object_id") or item.get("item_ref") or f"item-{index}"
    presentation = item.find("presentation")
    responses = [each for each in item.iter() if each.tag in _RESPONSES]
    if kind := _unsupported(item, fields, responses):
        return Unsupported(source_id, kind, place)
    if presentation is None:
        return Refused(place, "The item has no text (presentation).", "Export it again.", source_id)
    labels = list(responses[0].iter("response_label"))
    codes = [label.get("ident", "") for label in labels]
    where = Place(context.member, line_of(responses[0]))
    if refused := refuse_options(codes, where, source_id):
        return refused
    choice = _Choice(item, fields, responses[0], labels, context)
    if choice.verdict.has_several_keys:
        return Unsupported(source_id, f"{_type_name(fields) or responses[0].tag} {SEVERAL_KEYS}", place)
    return choice.read(source_id, place, "/".join(heading.titles))


def _unsupported(item: Element, fields: dict[str, str], responses: list[Element]) -> str:
    """The format's word for a type that we do not have; "" for a choice."""
    if item.tag == "bankentry_item":
        return "bankentry_item (a question of another bank)"
    named = _type_name(fields)
    if any(word in named.lower() for word in _NO_CHOICES):
        return named
    if not responses:
        return named or "no response"
    if len(responses) > 1:
        return named or f"composite ({', '.join(sorted({each.tag for each in responses}))})"
    response = responses[0]
    is_choice = response.tag == "response_lid" and next(response.iter("render_choice"), None) is not None
    if not is_choice:
        return named or response.tag
    if (response.get("rcardinality") or "").lower() == "ordered":
        return named or "response_lid with rcardinality Ordered"
    return ""


def _type_name(fields: dict[str, str]) -> str:
    """What the platform calls the type; "" if it does not say."""
    return fields.get("question_type") or fields.get("bbmd_questiontype") or fields.get("cc_profile") or ""


def _fields(item: Element) -> dict[str, str]:
    """The item's metadata: label → entry, and elements of a name of their own (Blackboard)."""
    found: dict[str, str] = {}
    for each in item.iter("qtimetadatafield"):
        found.setdefault(text_of(each.find("fieldlabel")), (each.findtext("fieldentry") or "").strip())
    for metadata in item.iter("itemmetadata"):
        for each in metadata:
            if not len(each) and each.text and each.text.strip():
                found.setdefault(each.tag, each.text.strip())
    return found


class _Choice:
    def __init__(
        self, item: Element, fields: dict[str, str], response: Element, labels: list[Element], context: _Context
    ) -> None:
        self.item = item
        self.fields = fields
        self.response = response
        self.labels = labels
        self.context = context
        self.shared = context.shared_text(fields.get("parent_stimulus_item_ident", ""))
        self.texts = Texts(context.files, context.member, self.shared)
        self.codes = [label.get("ident", "") for label in labels]
        cardinality = (response.get("rcardinality") or "").lower()
        kind = fields.get("question_type", "") + fields.get("bbmd_questiontype", "")
        self.is_single = cardinality != "multiple" and kind.lower() not in {
            "multiple_answers_question",
            "multiple answer",
        }
        self.verdict: Verdict = judge(Processing(item, self.codes), self.codes, is_single=self.is_single)

    def read(self, source_id: str, place: Place, category: str) -> ForeignItem:
        texts, fields = self.texts, self.fields
        stem = self._stem()
        shared = self.shared or self._own_stimulus()
        feedback = self._feedback()
        options = self._options()
        metadata = {name: fields.get(name, "") for name in _KEPT_FIELDS}
        metadata.update(title=self.item.get("title") or "", language=fields.get("language", ""))
        metadata["category"] = metadata["category"] or category
        metadata.update((name[len(OWN) :], value) for name, value in fields.items() if name.startswith(OWN))
        return Choice(
            stem=stem,
            options=options,
            is_single=self.is_single,
            is_shuffled=self._is_shuffled(),
            verdict=self.verdict,
            feedback=feedback,
            texts=texts,
            max_points=self._points(),
            shared=shared,
            tags=tuple(tag for each in fields.get("keywords", "").split(",") if (tag := each.strip())),
            metadata=metadata,
        ).item(source_id, place)

    def _options(self) -> dict[str, str]:
        """Identifier → text. Canvas writes answers that nobody filled in: they are left out."""
        found = {}
        for code, label in zip(self.codes, self.labels, strict=True):
            html = material_html(label, self.texts)
            if html or code in self.verdict.key:
                found[code] = self.texts.line(html)
        if len(found) < 2:
            return {code: found.get(code, "") for code in self.codes}
        if len(found) < len(self.codes):
            self.texts.warn(BLANK_LEFT_OUT)
        return found

    def _stem(self) -> str:
        presentation = self.item.find("presentation")
        assert presentation is not None  # looked at before
        return self.texts.markdown(material_html(presentation, self.texts, without={"render_choice"}))

    def _own_stimulus(self) -> SharedText | None:
        """A text to share that stands in the item itself, as we write it."""
        code = self.fields.get("stimulus_code", "")
        own = next((each for each in self.item.iter("material") if each.get("label") == "stimulus"), None)
        if not code or own is None:
            return None
        html = material_html(own, self.texts, is_stimulus=True)
        return self.texts.shared(code, self.fields.get("stimulus_title", ""), html)

    def _is_shuffled(self) -> bool:
        render = next(self.response.iter("render_choice"))
        fixed = [label.get("rshuffle") == "No" or label.get("lock") == "Yes" for label in self.labels]
        return (render.get("shuffle") or "No").lower() == "yes" and is_shuffled(self.texts, fixed)

    def _feedback(self) -> Sorted:
        found = []
        for each in self.item.iter("itemfeedback"):
            identifier = each.get("ident") or ""
            responses = responses_showing(self.verdict.outcomes, "shown", identifier)
            named = {
                name: code
                for code in self.codes
                for name in (code, f"{code}_fb", f"fb_{code}")
                if name not in ITEM_FEEDBACK
            }
            text = self.texts.markdown(material_html(each, self.texts))
            found.append(Shown(identifier, text, responses, named.get(identifier, "")))
        return sort(found, self.codes, self.verdict.key, is_single=self.is_single)

    def _points(self) -> Decimal:
        told = self.fields.get("points_possible") or self.fields.get("qmd_absolutescore_max") or ""
        try:
            points = number(told) if told else self._processed_points()
        except CannotTell:
            points = Decimal(1)
        return rounded(points if points > 0 else Decimal(1))

    def _processed_points(self) -> Decimal:
        """Points of a platform that has no field for them: 100 is a percentage there."""
        return Decimal(1) if self.verdict.max_points == 100 else self.verdict.max_points
