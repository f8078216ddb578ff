"""One edit of an item: a form, its options and its references, as one thing that is shown, checked and saved."""

from dataclasses import asdict
from typing import Any

from django.http import QueryDict

from accounts.models import User
from exams.bank.checks import get_knowledge, make_facts
from exams.bank.content import Finding, ItemContent, OptionContent, ReferenceContent, check_structure
from exams.bank.errors import EditConflict
from exams.bank.forms import LETTERS, ItemForm, OptionForm, OptionFormSet, ReferenceForm, ReferenceFormSet, place_name
from exams.bank.keys import get_content
from exams.bank.lint import Facts, lint
from exams.bank.lint import Finding as LintFinding
from exams.bank.models import Item, ItemStatus, ItemVersion
from exams.bank.selectors import suggest_code
from exams.bank.services.authoring import ItemDetails, get_details, save_item

SPARE_REFERENCES = 4
# The editor shows as many rows as our own items may have, and for an item of another system two more than it has.
USUAL_OPTIONS, SPARE_OPTIONS = 8, 2
# Members of the metadata that the form shows; the others are kept as they are.
LISTED = ("tags", "products", "review_by")


class ItemEditor:
    """`item` is None for a new one. Nothing is written before `save`, and `save` writes all or nothing."""

    def __init__(self, *, item: Item | None, data: QueryDict | None = None) -> None:
        self.item = item
        self.is_bound = data is not None
        self.details = get_details(item=item) if item else ItemDetails()
        newest = item.newest_version if item else None
        self.stored = get_content(version=newest) if newest else None
        self.enemies = tuple(item.enemies.order_by("code").values_list("code", flat=True)) if item else ()
        self.form = ItemForm(data, item=item, initial=self._initial())
        # What was sent stands for itself: beside initial rows, an untouched row would count as one left blank.
        option_rows, reference_rows = (None, None) if self.is_bound else _rows(self.stored)
        self.options = OptionFormSet(data, prefix="options", initial=option_rows)
        self.references = ReferenceFormSet(data, prefix="references", initial=reference_rows)

    def _initial(self) -> dict[str, Any]:
        version = self.item.newest_version if self.item else None
        if version is None or self.stored is None:
            return {"code": suggest_code()} if self.item is None and not self.is_bound else {}
        content = self.stored
        places = {place_name(place.objective.domain.guide_id): place for place in self.details.placements}
        return {
            "based_on": version.revision,
            "stimulus": version.stimulus_id,
            "style": self.details.style,
            "difficulty": self.details.difficulty,
            "is_generative": self.details.is_generative,
            "enemies": self.enemies,
            **{name: self.details.metadata.get(name) or None for name in LISTED},
            **{name: getattr(content, name) for name in ("kind", "select_count", "is_shuffled", "stem", "explanation")},
            **places,
        }

    # --- what was typed -------------------------------------------------------------------------
    def content(self) -> ItemContent:
        """The content as it stands in the forms, good or not; as it is stored, when nothing was sent."""
        if not self.is_bound:
            return self.stored or ItemContent(kind="single_choice", select_count=1, stem="", options=(), explanation="")
        # Looking at the errors is what makes Django check the values.
        self.form.is_valid(), self.options.is_valid(), self.references.is_valid()
        values = self.form.cleaned_data
        stimulus = values.get("stimulus")
        return ItemContent(
            kind=values.get("kind") or "single_choice",
            select_count=values.get("select_count") or 1,
            stem=values.get("stem") or "",
            options=tuple(_option(row) for row in self.options.kept()),
            explanation=values.get("explanation") or "",
            references=tuple(_reference(row) for row in self.references.kept()),
            is_shuffled=bool(values.get("is_shuffled")),
            stimulus_code=stimulus.code if stimulus else "",
            stimulus_revision=stimulus.revision if stimulus else 0,
            facts=self.stored.facts if self.stored else (),
        )

    def new_details(self) -> ItemDetails:
        values = self.form.cleaned_data
        return ItemDetails(
            style=values["style"],
            difficulty=values["difficulty"],
            is_generative=values["is_generative"],
            metadata=self._metadata(),
            placements=self.form.guide_places,
            enemies=values["enemies"],
        )

    def _metadata(self) -> dict[str, Any]:
        """What is known already, with what the form shows of it; what was left empty is left out."""
        values = self.form.cleaned_data
        review_by = values["review_by"].isoformat() if values.get("review_by") else None
        shown = {name: list(values.get(name, ())) for name in ("tags", "products")} | {"review_by": review_by}
        kept = {name: value for name, value in self.details.metadata.items() if name not in shown}
        return kept | {name: value for name, value in shown.items() if value}

    def facts(self) -> Facts:
        """What is known about the item, as it stands in the forms. `content` must have looked at them before."""
        if not self.is_bound:
            return make_facts(self.item or Item(), is_placed=bool(self.details.placements))
        values = self.form.cleaned_data
        typed = Item(
            code=self.item.code if self.item else values.get("code", ""),
            status=self.item.status if self.item else ItemStatus.DRAFT,
            style=values.get("style", ""),
            difficulty=values.get("difficulty", ""),
            is_generative=values.get("is_generative", False),
            metadata=self._metadata(),
        )
        return make_facts(typed, is_placed=bool(self.form.guide_places))

    # --- what is wrong with it --------------------------------------------------------------------
    def list_findings(self) -> list[LintFinding]:
        """What the authoring checks say about it as it stands in the forms. Reads only."""
        content = self.content()
        return lint(content, self.facts(), get_knowledge())

    def is_valid(self) -> bool:
        """Whether it can be saved; if not, every error stands at its field, all of them at once."""
        content = self.content()
        if self.is_bound:
            for finding in check_structure(content):
                self._show(finding)
        return self.is_bound and not self.error_count

    @property
    def error_count(self) -> int:
        return len(self.form.errors) + self.options.total_error_count() + self.references.total_error_count()

    def _show(self, finding: Finding) -> None:
        """Put a finding where it belongs, unless something is said there already."""
        place, *rest = finding.where.split(".")
        if place == "options" and rest:
            form = next(row for row in self.options.kept() if row.value("code") == rest[0])
            if rest[1] not in form.errors:
                form.add_error(rest[1], finding.message)
        elif place == "options":
            self.options.add_error(finding.message)
        elif place not in self.form.errors:
            self.form.add_error(place, finding.message)

    def show_conflict(self, conflict: EditConflict) -> None:
        """Say who was faster. The next attempt knows their version, and may replace it."""
        theirs = ItemVersion.objects.filter(item=self.item, revision=conflict.revision).select_related("created_by")
        author = next((version.created_by for version in theirs if version.created_by), "somebody")
        self.form.add_error(
            None,
            f"While you were editing, {author} saved version {conflict.revision}. Nothing of yours was saved, and all "
            f"of it still stands here. Look at version {conflict.revision} first; if you then save again, your text "
            "becomes the newest version, and theirs stays in the list of versions.",
        )
        data = self.form.data.copy()
        data["based_on"] = str(conflict.revision)
        self.form.data = data

    # --- saving -----------------------------------------------------------------------------------
    def save(self, *, actor: User) -> tuple[Item, str]:
        """The item, and in one sentence what happened. Raises EditConflict."""
        code = self.item.code if self.item else self.form.cleaned_data["code"]
        details = self.new_details()
        item, is_new_version = save_item(
            actor=actor,
            code=code,
            content=self.content(),
            details=details,
            based_on=self.form.cleaned_data["based_on"] if self.item else 0,
        )
        revision = item.newest_version.revision if item.newest_version else 0
        if self.item is None:
            return item, "Saved as a draft, version 1."
        if is_new_version and item.next_version:
            return (
                item,
                f"Version {revision} saved. It waits beside the live version until it is approved and put live.",
            )
        if is_new_version:
            return item, f"Version {revision} saved. Sittings keep the version they were drawn with."
        if _is_same(details, self.details) and details.enemies == self.enemies:
            return item, f"Nothing has changed: version {revision} stays as it is."
        return item, f"Details saved. The content has not changed, so it is still version {revision}."


def _option(row: OptionForm) -> OptionContent:
    return OptionContent(
        code=row.value("code"),
        text=row.value("text"),
        rationale=row.value("rationale"),
        is_correct=bool(row.value("is_correct")),
        mechanism=row.value("mechanism"),
        reference_codes=row.value("reference_codes") or (),
        fraction=row.cleaned_data.get("fraction"),
    )


def _reference(row: ReferenceForm) -> ReferenceContent:
    return ReferenceContent(id=row.value("id"), title=row.value("title"), url=row.value("url"))


def _rows(content: ItemContent | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Options and references, each with rows to spare; spare options have the letters that are left."""
    options = [asdict(option) for option in content.options] if content else []
    spare = max(USUAL_OPTIONS - len(options), SPARE_OPTIONS)
    free = [letter for letter in LETTERS if letter not in {row["code"] for row in options}][:spare]
    references = [asdict(reference) for reference in content.references] if content else []
    return [*options, *({"code": letter} for letter in free)], [*references, *({} for _ in range(SPARE_REFERENCES))]


def _is_same(new: ItemDetails, old: ItemDetails) -> bool:
    def places(details: ItemDetails) -> set[tuple[int, str]]:
        return {(place.objective.pk, place.consideration) for place in details.placements}

    def plain(details: ItemDetails) -> tuple[Any, ...]:
        metadata = {name: value for name, value in details.metadata.items() if value}
        return details.style, details.difficulty, details.is_generative, metadata

    return places(new) == places(old) and plain(new) == plain(old)
