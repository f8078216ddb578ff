"""One item of QTI 2.0, 2.1, 2.2 or 3.0 (under the names of QTI 2). Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from exams.exchange.formats.qti_feedback import Shown, Sorted, responses_showing, sort
from exams.exchange.formats.qti_scoring import Verdict, judge
from exams.exchange.formats.qti_texts import Files, Texts
from exams.exchange.formats.qti_tree import (
    FORMULA_TAGS,
    MEDIA_TAGS,
    inner_html,
    is_true,
    text_of,
)
from exams.exchange.safe_xml import line_of

MOST_OPTIONS = 100
CHOICE = "choiceInteraction"
_STAGES = {"positionObjectStage"}
_FEEDBACK = {"feedbackInline", "feedbackBlock", "modalFeedback"}


@dataclass(frozen=True)
class Stimulus:
    """A text that several items share, as HTML of the member it was found in."""

    code: str
    title: str
    html: str
    member: str


def read_item(
    root: Element, member: str, files: Files, find_stimulus: Callable[[Element], Stimulus | None]
) -> ForeignItem | Unsupported | Refused:
    """An `assessmentItem`; what it shows is looked for in `files`."""
    source_id = root.get("identifier") or member
    place = Place(member, line_of(root))
    body = root.find("itemBody")
    if body is None:
        return Refused(place, "The item has no body (itemBody).", "Export it again.", source_id)
    interactions = list(_interactions(body))
    if kind := _unsupported(root, body, interactions):
        return Unsupported(source_id, kind, place)
    interaction = interactions[0]
    choices = list(interaction.iter("simpleChoice"))
    if refused := _refused(choices, Place(member, line_of(interaction)), source_id):
        return refused
    return _Item(root, body, interaction, choices, Texts(files, member)).read(source_id, place, find_stimulus)


def _interactions(element: Element) -> Iterator[Element]:
    """The interactions within, but none that is part of another (a custom one wraps its own)."""
    for inner in element:
        if inner.tag.endswith("Interaction"):
            yield inner
        else:
            yield from _interactions(inner)


def _unsupported(root: Element, body: Element, interactions: list[Element]) -> str:
    """The format's word for a type that we do not have; "" for a choice."""
    tags = [each.tag for each in interactions]
    if not tags:
        return "no interaction"
    if len(tags) > 1:
        return f"composite ({', '.join(sorted(set(tags)))})" if len(set(tags)) > 1 else f"{len(tags)} × {tags[0]}"
    if tags[0] != CHOICE:
        return tags[0]
    return "choiceInteraction with templateProcessing" if _is_made_by_template(root) else ""


def _is_made_by_template(root: Element) -> bool:
    """Whether the texts or the key are drawn by chance when the question is shown."""
    processing = root.find("templateProcessing")
    if processing is None:
        return False
    return any(each.tag in {"printedVariable", "math", "setCorrectResponse"} for each in root.iter())


def _refused(choices: list[Element], place: Place, source_id: str) -> Refused | None:
    codes = [choice.get("identifier", "") for choice in choices]
    if not choices:
        return Refused(place, "The question has no options.", "Add them, or leave the question out.", source_id)
    if len(choices) > MOST_OPTIONS:
        return Refused(place, f"The question has more than {MOST_OPTIONS} options.", "Shorten it.", source_id)
    if "" in codes or len(set(codes)) != len(codes):
        return Refused(place, "Two options have the same identifier, or one has none.", "Name each once.", source_id)
    return None


class _Item:
    def __init__(
        self, root: Element, body: Element, interaction: Element, choices: list[Element], texts: Texts
    ) -> None:
        self.root = root
        self.body = body
        self.interaction = interaction
        self.choices = choices
        self.texts = texts
        self.codes = [choice.get("identifier", "") for choice in choices]
        name = interaction.get("responseIdentifier", "RESPONSE")
        declared = [each for each in root.iter("responseDeclaration") if each.get("identifier") == name]
        most = interaction.get("maxChoices", "1").strip()
        self.most = int(most) if most.isdecimal() and len(most) < 4 else 0
        cardinality = declared[0].get("cardinality", "single") if declared else "single"
        self.is_single = cardinality == "single" or self.most == 1
        self.verdict: Verdict = judge(root, name, self.codes, is_single=self.is_single, most=self.most)

    def read(self, source_id: str, place: Place, find_stimulus: Callable[[Element], Stimulus | None]) -> ForeignItem:
        verdict, texts = self.verdict, self.texts
        stem, stimulus = self._stem(find_stimulus(self.root))
        feedback = self._feedback()
        options = tuple(
            ForeignOption(
                code,
                texts.line(inner_html(choice)),
                code in verdict.key,
                verdict.fractions[code],
                feedback.text(code),
            )
            for code, choice in zip(self.codes, self.choices, strict=True)
        )
        is_shuffled = self._is_shuffled()
        self._warn()
        metadata = {"title": self.root.get("title", ""), "language": self.root.get("xml:lang", "")}
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
            max_points=verdict.max_points.normalize() + 0,
            stimulus_code=stimulus.code if stimulus else "",
            stimulus_title=stimulus.title if stimulus else "",
            stimulus=texts.markdown(stimulus.html, stimulus.member) if stimulus else "",
            metadata={name: value for name, value in metadata.items() if value},
            media=texts.media,
            warnings=(*verdict.warnings, *texts.warnings),
        )

    def _stem(self, stimulus: Stimulus | None) -> tuple[str, Stimulus | None]:
        prompt = self.interaction.find("prompt")
        replaced = {self.interaction: f"<div>{inner_html(prompt)}</div>" if prompt is not None else ""}
        shared = next((each for each in self.body if each.tag == "div" and each.get("class") == "stimulus"), None)
        if shared is not None and stimulus is None:
            replaced[shared] = ""
            stimulus = Stimulus(shared.get("id", ""), shared.get("label", ""), inner_html(shared), "")
        return self.texts.markdown(inner_html(self.body, replaced)), stimulus

    def _is_shuffled(self) -> bool:
        if not is_true(self.interaction, "shuffle"):
            return False
        if any(is_true(choice, "fixed") for choice in self.choices):
            self.texts.warn("Some options keep their place in the file; here all of them do.")
            return False
        return True

    def _feedback(self) -> Sorted:
        found: list[Shown] = []
        for choice in self.choices:
            found.extend(
                self._shown(each, choice.get("identifier", "")) for each in choice.iter() if each.tag in _FEEDBACK
            )
        inside = {id(each) for choice in self.choices for each in choice.iter()}
        rest = [each for each in self.root.iter() if each.tag in _FEEDBACK and id(each) not in inside]
        found.extend(self._shown(each, "") for each in rest)
        return sort(found, self.codes, self.verdict.key, is_single=self.is_single)

    def _shown(self, element: Element, option: str) -> Shown:
        name, identifier = element.get("outcomeIdentifier", ""), element.get("identifier", "")
        responses = responses_showing(self.verdict.outcomes, name, identifier)
        if element.get("showHide", "show") == "hide":
            responses = frozenset(self.verdict.outcomes) - responses
        # A text within an option is that option's, unless only the choice of another one shows it.
        inside = option if option and (not responses or (option,) in responses) else ""
        return Shown(identifier, self.texts.markdown(inner_html(element)), responses, inside)

    def _warn(self) -> None:
        for element in self.body.iter():
            if element.tag in MEDIA_TAGS:
                self.texts.warn_lost(element.tag)
            elif element.tag in FORMULA_TAGS:
                self.texts.warn("A formula (MathML) became plain text: read the item again.")
            elif element.tag == "rubricBlock" and "candidate" not in element.get("view", "candidate").split():
                self.texts.warn(f"A note for others than candidates was left out: {text_of(element)[:200]}")
        if is_true(self.root, "adaptive"):
            self.texts.warn("The item is adaptive in its file: here it is answered once.")
        if not self.verdict.key:
            self.texts.warn("The file does not say which option is right.")
