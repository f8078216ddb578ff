"""Where on the editor's page stands what a finding is about, and what it is called there."""

from dataclasses import dataclass

from exams.bank.admin.editor import ItemEditor

OPTION_FIELDS = {
    "text": ("text", "text"),
    "rationale": ("why it is right or wrong", "rationale"),
    "refs": ("references", "reference_codes"),
    "fraction": ("share of the credit", "fraction"),
}
PLACES = {
    "stem": ("Stem", "id_stem"),
    "explanation": ("Explanation", "id_explanation"),
    "kind": ("Kind", "id_kind"),
    "select_count": ("Options to choose", "id_select_count"),
    "options": ("Options", "options-heading"),
    "references": ("References", "references-heading"),
    "products": ("Products", "id_products"),
    "enemies": ("Enemies", "id_enemies"),
    "verified_on": ("Facts", ""),
    "criteria": ("Criteria", ""),
    "waivers": ("Waivers", ""),
}


@dataclass(frozen=True)
class FieldPlace:
    """`field_id` is the element's id on the page; empty where the page has none."""

    label: str
    field_id: str


def find_place(where: str, editor: ItemEditor) -> FieldPlace:
    """`where` as findings have it: "stem", "options.b.text"."""
    kind, *rest = where.split(".")
    if kind == "options" and len(rest) == 2:
        return _find_option(rest[0], rest[1], editor)
    if kind == "placements":
        names = editor.form.place_names
        return FieldPlace("Objective", f"id_{names[0]}" if names else "")
    return FieldPlace(*PLACES.get(kind, ("", "")))


def _find_option(code: str, field: str, editor: ItemEditor) -> FieldPlace:
    label, name = OPTION_FIELDS.get(field, (field, ""))
    row = next((row for row in editor.options.forms if row["code"].value() == code), None)
    return FieldPlace(f"Option {code}, {label}", row[name].id_for_label if row and name else "")
