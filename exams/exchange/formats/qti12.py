"""QTI 1.2 as learning platforms write it: Canvas, Blackboard, Moodle, Respondus and others. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from exams.exchange.foreign import (
    MULTIPLE_SELECT,
    SINGLE_CHOICE,
    ForeignItem,
    ForeignOption,
    Place,
    Refused,
    Unsupported,
)
from exams.exchange.formats.qti12_scoring import Processing, judge
from exams.exchange.formats.qti12_texts import material_html
from exams.exchange.formats.qti_expressions import CannotTell, number
from exams.exchange.formats.qti_feedback import Shown, Sorted, responses_showing, sort
from exams.exchange.formats.qti_scoring import Verdict
from exams.exchange.formats.qti_texts import Files, Texts
from exams.exchange.formats.qti_tree import text_of
from exams.exchange.safe_xml import line_of

MOST_OPTIONS = 100
_RESPONSES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension"}
# Types that some platform writes as a choice although it is none.
_NO_CHOICES = (
    *("dropdown", "matching", "ordering", "categorization", "fill", "jumbled", "hot_spot", "hot spot", "quiz bowl"),
    *("essay", "numeric", "numerical", "calculated", "formula", "upload", "short", "text_only", "word_bank"),
)
# Fields of metadata that no platform has a name for.
OWN = "item-metadata."
_KEPT_FIELDS = {"style", "difficulty", "objectives", "category"}


@dataclass
class _Context:
    """What an item may refer to: texts of its file by their identifiers, and the headings it stands under."""

    member: str
    files: Files
    stimuli: dict[str, Element] = field(default_factory=dict)


def read_questestinterop(root: Element, member: str, files: Files) -> Iterator[ForeignItem | Unsupported | Refused]:
    """All items below the root, in the file's order."""
    context = _Context(member, files, {ident: each for each in root.iter("item") if (ident := each.get("ident"))})
    for index, (item, category) in enumerate(_items(root, ()), start=1):
        yield _read_item(item, index, category, context)


def _items(element: Element, titles: tuple[str, ...]) -> Iterator[tuple[Element, str]]:
    for inner in element:
        if inner.tag in {"item", "bankentry_item"}:
            yield inner, "/".join(titles)
        elif inner.tag in {"assessment", "section", "objectbank"}:
            title = (inner.get("title") or "").strip()
            yield from _items(inner, (*titles, title) if title and title not in titles else titles)


def _read_item(item: Element, index: int, category: str, context: _Context) -> ForeignItem | Unsupported | Refused:
    fields = _fields(item)
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
    if not labels or len(labels) > MOST_OPTIONS:
        reason = "The question has no options." if not labels else f"The question has more than {MOST_OPTIONS} options."
        return Refused(where, reason, "Mend it, or leave the question out.", source_id)
    if "" in codes or len(set(codes)) != len(codes):
        return Refused(where, "Two options have the same identifier, or one has none.", "Name each once.", source_id)
    return _Choice(item, fields, responses[0], labels, context).read(source_id, place, category)


def _unsupported(item: Element, fields: dict[str, str], responses: list[Element]) -> str:
    """The format's word for a type that we do not have; "" for a choice."""
    if item.tag == "bankentry_item":
        return "bankentry_item (a question of another bank)"
    named = fields.get("question_type") or fields.get("bbmd_questiontype") or fields.get("cc_profile") or ""
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
        self.texts = Texts(context.files, context.member)
        self.codes = [label.get("ident", "") for label in labels]
        cardinality = (response.get("rcardinality") or "").lower()
        kind = fields.get("question_type", "") + fields.get("bbmd_questiontype", "")
        self.is_single = cardinality != "multiple" and kind.lower() not in {
            "multiple_answers_question",
            "multiple answer",
        }
        self.verdict: Verdict = judge(Processing(item, self.codes), self.codes, is_single=self.is_single)

    def read(self, source_id: str, place: Place, category: str) -> ForeignItem:
        verdict, texts, fields = self.verdict, self.texts, self.fields
        stem = self._stem()
        code, title, stimulus = self._stimulus()
        feedback = self._feedback()
        options = tuple(
            ForeignOption(
                each,
                texts.line(material_html(label, texts)),
                each in verdict.key,
                verdict.fractions[each],
                feedback.text(each),
            )
            for each, label in zip(self.codes, self.labels, strict=True)
        )
        is_shuffled = self._is_shuffled()
        if not verdict.key:
            texts.warn("The file does not say which option is right.")
        metadata = {name: fields.get(name, "") for name in _KEPT_FIELDS}
        metadata.update(title=self.item.get("title") or "", language=fields.get("language", ""))
        metadata["category"] = metadata["category"] or category
        metadata.update((name[len(OWN) :], value) for name, value in fields.items() if name.startswith(OWN))
        metadata.update(feedback.named())
        return ForeignItem(
            source_id=source_id,
            kind=SINGLE_CHOICE if self.is_single else MULTIPLE_SELECT,
            select_count=1 if self.is_single else max(len(verdict.key), 1),
            stem=stem,
            options=options,
            place=place,
            feedback=feedback.item_text,
            is_shuffled=is_shuffled,
            max_points=self._points(),
            stimulus_code=code,
            stimulus_title=title,
            stimulus=stimulus,
            tags=tuple(tag for each in fields.get("keywords", "").split(",") if (tag := each.strip())),
            metadata={name: value for name, value in metadata.items() if value},
            media=texts.media,
            warnings=(*verdict.warnings, *texts.warnings),
        )

    def _stem(self) -> str:
        presentation = self.item.find("presentation")
        assert presentation is not None  # looked at before
        return self.texts.markdown(material_html(presentation, self.texts, without={"render_choice"}))

    def _stimulus(self) -> tuple[str, str, str]:
        """Code, title and text of what several items share."""
        parent = self.context.stimuli.get(self.fields.get("parent_stimulus_item_ident", ""))
        if parent is not None and (presentation := parent.find("presentation")) is not None:
            text = self.texts.markdown(material_html(presentation, self.texts))
            return parent.get("ident", ""), parent.get("title") or "", text
        code = self.fields.get("stimulus_code", "")
        own = next((each for each in self.item.iter("material") if each.get("label") == "stimulus"), None)
        if not code or own is None:
            return "", "", ""
        text = self.texts.markdown(material_html(own, self.texts, is_stimulus=True))
        return code, self.fields.get("stimulus_title", ""), text

    def _is_shuffled(self) -> bool:
        render = next(self.response.iter("render_choice"))
        if (render.get("shuffle") or "No").lower() != "yes":
            return False
        if any((label.get("rshuffle") or "Yes").lower() == "no" or label.get("lock") == "Yes" for label in self.labels):
            self.texts.warn("Some options keep their place in the file; here all of them do.")
            return False
        return True

    def _feedback(self) -> Sorted:
        found = []
        for each in self.item.iter("itemfeedback"):
            identifier = each.get("ident") or ""
            responses = responses_showing(self.verdict.outcomes, "shown", identifier)
            named = {name: code for code in self.codes for name in (code, f"{code}_fb", f"fb_{code}")}
            text = self.texts.markdown(material_html(each, self.texts))
            found.append(Shown(identifier, text, responses, named.get(identifier, "")))
        return sort(found, self.codes, self.verdict.key, is_single=self.is_single)

    def _points(self) -> Decimal:
        told = self.fields.get("points_possible") or self.fields.get("qmd_absolutescore_max") or ""
        try:
            points = number(told) if told else self._processed_points()
        except CannotTell:
            points = Decimal(1)
        return (points if points > 0 else Decimal(1)).normalize() + 0

    def _processed_points(self) -> Decimal:
        """Points of a platform that has no field for them: 100 is a percentage there."""
        return Decimal(1) if self.verdict.max_points == 100 else self.verdict.max_points
