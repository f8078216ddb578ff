"""The forms of the item editor. They give content its shape; whether it is good, `content.check` decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.validators import URLValidator
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from exams.bank.content import MOST_STORED
from exams.bank.models import ExamGuide, Item, Kind, Objective, Stimulus
from exams.bank.models.item import Difficulty, Style
from exams.bank.services.authoring import Placement

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_REFERENCES = 30


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MarkdownField(forms.CharField):
    """A text kept as it is, but for the line ends that browsers send: an untouched text must stay the same text."""

    def __init__(self, *, rows: int, **values: Any) -> None:
        widget = AdminTextareaWidget(attrs={"rows": rows, "spellcheck": "true"})
        super().__init__(strip=False, widget=widget, **values)

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class CodesField(forms.CharField):
    """Words with commas or spaces between them, as a tuple."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value).replace(",", " ").split())


class WordsField(forms.CharField):
    """Names with commas between them, as a tuple: names may hold spaces."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        names = (" ".join(name.split()) for name in super().clean(value).split(","))
        return tuple(dict.fromkeys(name for name in names if name))


class PlaceField(forms.ChoiceField):
    """An objective of one guide, or one of its considerations ("12", "12:b"), as a Placement; or None."""

    def __init__(self, objectives: Iterable[Objective], **values: Any) -> None:
        self.places: dict[str, Placement] = {}
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in objectives:
            group = groups.setdefault(f"Domain {row.domain}", [])
            self._offer(group, Placement(row), f"{row.code} {row.title}")
            for letter, summary in sorted(row.considerations.items()):
                self._offer(group, Placement(row, letter), f"{row.code}.{letter} {summary}")
        super().__init__(choices=[("", "—"), *groups.items()], **values)

    def _offer(self, group: list[tuple[str, str]], place: Placement, label: str) -> None:
        value = self.prepare_value(place)
        self.places[value] = place
        group.append((value, label))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Placement):
            return f"{value.objective.pk}:{value.consideration}".rstrip(":")
        return value

    def clean(self, value: Any) -> Any:
        return self.places.get(super().clean(value))


class ItemForm(forms.Form):
    """An item without its options and references. `based_on` is the revision that this edit began with."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    code = forms.SlugField(
        max_length=60,
        widget=AdminTextInputWidget,
        help_text="Letters, digits and hyphens, for example pmle-0042. It never changes, so it names no domain.",
    )
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.SINGLE_CHOICE)
    select_count = forms.IntegerField(
        label="Options to choose", initial=1, min_value=1, max_value=MOST_STORED, help_text="1 for single choice."
    )
    is_shuffled = forms.BooleanField(
        label="Shuffle the options",
        required=False,
        initial=True,
        help_text="Switch off only where the order is part of the question.",
    )
    stimulus = forms.ModelChoiceField(
        Stimulus.objects.order_by("code", "-revision"),
        required=False,
        help_text="A text that several items share. An item keeps the revision it was given.",
    )
    stem = MarkdownField(
        rows=12,
        help_text=format_lazy(
            "Markdown. Code stands between lines of ```. A picture: "
            '<a href="{}" target="_blank" rel="noopener">add it</a> (opens a new tab) and paste its Markdown.',
            reverse_lazy("admin:bank_media_add"),
        ),
    )
    explanation = MarkdownField(
        rows=5, required=False, help_text="Markdown. Shown with the result, after all rationales."
    )
    style = forms.ChoiceField(choices=[("", "—"), *Style.choices], required=False)
    difficulty = forms.ChoiceField(choices=Difficulty.choices, initial=Difficulty.MEDIUM)
    is_generative = forms.BooleanField(label="Generative AI decides the answer", required=False)
    tags = WordsField(required=False, widget=AdminTextInputWidget, help_text="With commas between them.")
    products = WordsField(required=False, widget=AdminTextInputWidget, help_text="What the item is about.")
    review_by = forms.DateField(required=False, label="To be reviewed by", widget=DayInput())
    enemies = CodesField(
        required=False,
        widget=AdminTextInputWidget,
        help_text="Codes of items that may not stand on one form with this one.",
    )

    def __init__(self, *args: Any, item: Item | None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.place_names: list[str] = []
        self.item = item
        if item:
            del self.fields["code"]
        by_guide: dict[int, list[Objective]] = {}
        for objective in Objective.objects.select_related("domain").order_by("domain__code", "code"):
            by_guide.setdefault(objective.domain.guide_id, []).append(objective)
        for guide in ExamGuide.objects.all():
            self._add_place(guide, by_guide.get(guide.pk, []))

    def _add_place(self, guide: ExamGuide, objectives: list[Objective]) -> None:
        name = place_name(guide.pk)
        self.place_names.append(name)
        note = "The guide that exams use now." if guide.is_current else "Leave it open if this guide does not know it."
        self.fields[name] = PlaceField(
            objectives, label=f"Objective in {guide.code}", required=guide.is_current, help_text=note
        )

    @property
    def guide_places(self) -> tuple[Placement, ...]:
        """Where the item stands: one place for each guide that knows it."""
        chosen = [self.cleaned_data.get(name) for name in self.place_names]
        return tuple(place for place in chosen if place)

    def clean_enemies(self) -> tuple[str, ...]:
        codes = self.cleaned_data["enemies"]
        known = set(Item.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
        missing = [code for code in codes if code not in known]
        if missing:
            raise forms.ValidationError(f"There is no item {', '.join(missing)}.")
        if self.item and self.item.code in codes:
            raise forms.ValidationError("An item is no enemy of itself.")
        return tuple(sorted(set(codes)))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Item.objects.filter(code=code).exists():
            raise forms.ValidationError("There is an item with this code already.")
        return code


def place_name(guide_id: int) -> str:
    return f"place_{guide_id}"


class RowForm(forms.Form):
    """A row of a list. One that says nothing is left out, so spare rows do no harm."""

    use_required_attribute = False
    naming_fields: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        if self.is_bound and self.errors:
            return False
        values = self.cleaned_data if hasattr(self, "cleaned_data") else self.initial
        return not any(values.get(name) for name in self.fields if name not in (*self.naming_fields, "DELETE"))

    @property
    def is_kept(self) -> bool:
        """Whether the row is part of what was sent: neither blank nor struck out."""
        return not (self.is_blank or self.cleaned_data.get("DELETE"))

    def value(self, name: str) -> Any:
        """A checked value, or an empty one where the check failed."""
        return self.cleaned_data.get(name) or ""


class OptionForm(RowForm):
    naming_fields = ("code",)

    code = forms.ChoiceField(label="Letter", choices=[(letter, letter) for letter in LETTERS])
    is_correct = forms.BooleanField(label="Correct", required=False)
    text = MarkdownField(rows=2, required=False)
    rationale = MarkdownField(rows=3, required=False, label="Why it is right or wrong")
    mechanism = forms.CharField(
        max_length=40,
        required=False,
        label="What makes it wrong",
        widget=AdminTextInputWidget(attrs={"list": "mechanisms", "autocomplete": "off"}),
    )
    reference_codes = CodesField(required=False, label="References", widget=AdminTextInputWidget)
    fraction = forms.DecimalField(
        required=False,
        min_value=-1,
        max_value=1,
        decimal_places=7,
        label="Share of the credit",
        widget=AdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )


class ReferenceForm(RowForm):
    id = forms.SlugField(max_length=40, required=False, label="Name", widget=AdminTextInputWidget)
    title = forms.CharField(max_length=200, required=False, widget=AdminTextInputWidget)
    url = forms.CharField(
        max_length=500, required=False, label="Address", widget=AdminTextInputWidget(attrs={"inputmode": "url"})
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.is_blank or values.get("DELETE"):
            return values
        for name, word in (("id", "a name that options can refer to"), ("title", "a title"), ("url", "an address")):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, f"The reference needs {word}.")
        if values.get("url"):
            self._check_address(values["url"])
        return values

    def _check_address(self, url: str) -> None:
        try:
            URLValidator(schemes=["https"])(url)
        except forms.ValidationError:
            self.add_error("url", "The address must begin with https://.")


class RowFormSet(forms.BaseFormSet):
    """Rows with some to spare, which the page shows one by one."""

    def kept(self) -> list[Any]:
        return [form for form in self.forms if form.is_kept]

    def add_error(self, message: str) -> None:
        """An error of the list as a whole."""
        self.non_form_errors().append(message)


OptionFormSet = forms.formset_factory(
    OptionForm, formset=RowFormSet, extra=0, can_delete=True, max_num=MOST_STORED, absolute_max=MOST_STORED
)
ReferenceFormSet = forms.formset_factory(
    ReferenceForm, formset=RowFormSet, extra=0, can_delete=True, max_num=MOST_REFERENCES, absolute_max=MOST_REFERENCES
)
