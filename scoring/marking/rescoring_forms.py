"""What an instructor types to have an exam scored again."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from exams.bank.models import ItemReport, ItemVersion
from scoring.marking.models import CorrectionKind
from scoring.marking.services.corrections import Proposed

ROWS = 3
ALTERNATIVES = re.compile(r"\bor\b|[;|/\n]", re.IGNORECASE)


def read_accepted(text: str) -> tuple[str, ...]:
    """Accepted selections of what was typed: "a + c or b" are ac, and b alone."""
    found = ("".join(sorted(set(re.findall(r"[a-z]", part.lower())))) for part in ALTERNATIVES.split(text))
    return tuple(dict.fromkeys(codes for codes in found if codes))


class CorrectionForm(forms.Form):
    """One row: an item, and how it counts from now on. Empty rows are no rows."""

    version = forms.TypedChoiceField(label="Item", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="What to do", choices=CorrectionKind.choices)
    accepted = forms.CharField(label="Right options", required=False, max_length=60)
    reason = forms.CharField(label="Why", required=False, max_length=500)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        version = self.fields["version"]
        assert isinstance(version, forms.TypedChoiceField)
        version.choices = [("", "–"), *choices]
        for field in self.fields.values():
            # The head of the column names it for who sees the table; this does for everybody else.
            field.widget.attrs["aria-label"] = f"{field.label}, row {int(self.prefix or 0) + 1}"


class CutForm(forms.Form):
    cut_percent = forms.DecimalField(
        label="New cut score in %",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=1,
        help_text="Empty: the cut stays as it is.",
    )

    @property
    def cut_share(self) -> Decimal | None:
        percent: Decimal | None = self.cleaned_data["cut_percent"]
        return None if percent is None else percent / 100


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the run, for staff. Candidates are told what was corrected, and their points before and now.",
    )


def make_rows(
    choices: Sequence[tuple[int, str]], data: Any = None, *, version_ids: Collection[int] = ()
) -> list[CorrectionForm]:
    """Rows of the table; the first ones name these versions."""
    first = [{"version": version_id} for version_id in version_ids]
    count = max(ROWS, len(first))
    first += [{}] * (count - len(first))
    return [CorrectionForm(data, prefix=str(row), choices=choices, initial=first[row]) for row in range(count)]


def read_rows(
    rows: Sequence[CorrectionForm], versions: dict[int, ItemVersion], report: ItemReport | None
) -> list[Proposed]:
    """What the filled rows propose; all of them are valid."""
    filled = [row.cleaned_data for row in rows if row.cleaned_data.get("version")]
    return [
        Proposed(
            version=versions[row["version"]],
            kind=row["kind"],
            accepted=read_accepted(row["accepted"]) if row["kind"] == CorrectionKind.OTHER_KEY else (),
            reason=row["reason"],
            report=report if report and report.version_id == row["version"] else None,
        )
        for row in filled
    ]
