"""One item of QTI 2.0, 2.1, 2.2 or 3.0 (under the names of QTI 2). Pure."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from exams.exchange.foreign import ForeignItem, Found, Place, Refused, Unsupported
from exams.exchange.formats.qti_choice import SEVERAL_KEYS, Choice, is_shuffled, refuse_options
from exams.exchange.formats.qti_feedback import Shown, Sorted, responses_showing, sort
from exams.exchange.formats.qti_scoring import Verdict, judge, points
from exams.exchange.formats.qti_template import resolve
from exams.exchange.formats.qti_texts import Files, SharedText, Texts
from exams.exchange.formats.qti_tree import (
    FORMULA_TAGS,
    MEDIA_TAGS,
    inner_html,
    is_true,
    text_of,
)
from exams.exchange.safe_xml import line_of

CHOICE = "choiceInteraction"
_STAGES = {"positionObjectStage"}
_FEEDBACK = {"feedbackInline", "feedbackBlock", "modalFeedback"}


def read_item(root: Element, member: str, files: Files, find_shared: Callable[[], SharedText | None]) -> Found:
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
    codes = [choice.get("identifier", "") for choice in choices]
    if refused := refuse_options(codes, Place(member, line_of(interaction)), source_id):
        return refused
    shared = find_shared()
    item = _Item(root, body, interaction, choices, Texts(files, member, shared))
    if item.verdict.has_several_keys:
        return Unsupported(source_id, f"{CHOICE} {SEVERAL_KEYS}", place)
    return item.read(source_id, place, shared)


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
    return "" if resolve(root) else "choiceInteraction with templateProcessing"


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
        every = list(root.iter("responseDeclaration"))
        name = interaction.get("responseIdentifier", "RESPONSE")
        if len(every) == 1:
            name = every[0].get("identifier", "")  # there is no other that could be meant
        declared = [each for each in every if each.get("identifier") == name]
        most = interaction.get("maxChoices", "1").strip()
        self.most = int(most) if most.isdecimal() and len(most) < 4 else 0
        cardinality = declared[0].get("cardinality", "single") if declared else "single"
        right = [value for each in declared for value in each.iterfind("correctResponse/value")]
        if cardinality != "single" and self.most == 1 and len(right) > 1:
            self.most = 0  # left at what it is if nothing is said
        self.is_single = cardinality == "single" or self.most == 1
        self.verdict: Verdict = judge(root, name, self.codes, is_single=self.is_single, most=self.most)

    def read(self, source_id: str, place: Place, shared: SharedText | None) -> ForeignItem:
        texts = self.texts
        stem, shared = self._stem(shared)
        feedback = self._feedback()
        options = {code: texts.line(inner_html(choice)) for code, choice in zip(self.codes, self.choices, strict=True)}
        is_shuffled = self._is_shuffled()
        self._warn()
        return Choice(
            stem=stem,
            options=options,
            is_single=self.is_single,
            is_shuffled=is_shuffled,
            verdict=self.verdict,
            feedback=feedback,
            texts=texts,
            max_points=points(self.verdict.max_points),
            shared=shared,
            metadata={"title": self.root.get("title", ""), "language": self.root.get("xml:lang", "")},
        ).item(source_id, place)

    def _stem(self, shared: SharedText | None) -> tuple[str, SharedText | None]:
        prompt = self.interaction.find("prompt")
        replaced = {self.interaction: f"<div>{inner_html(prompt)}</div>" if prompt is not None else ""}
        own = next((each for each in self.body if each.tag == "div" and each.get("class") == "stimulus"), None)
        if own is not None and shared is None:
            replaced[own] = ""
            shared = self.texts.shared(own.get("id", ""), own.get("label", ""), inner_html(own))
        return self.texts.markdown(inner_html(self.body, replaced)), shared

    def _is_shuffled(self) -> bool:
        fixed = [is_true(choice, "fixed") for choice in self.choices]
        return is_true(self.interaction, "shuffle") and is_shuffled(self.texts, fixed)

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
        if next(self.root.iter("printedVariable"), None) is not None:
            self.texts.warn("A value that is worked out when the item is shown was left out: read the item again.")
        if is_true(self.root, "adaptive"):
            self.texts.warn("The item is adaptive in its file: here it is answered once.")
