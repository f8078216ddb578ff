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
    "placements": ("Objective", ""),
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


def name_place(where: str) -> str:
    """`where` as findings have it ("stem", "options.b.text") in words; empty for the item as a whole."""
    kind, *rest = where.split(".")
    if kind == "options" and len(rest) == 2:
        return f"Option {rest[0]}, {OPTION_FIELDS.get(rest[1], (rest[1],))[0]}"
    return PLACES.get(kind, ("", ""))[0]


def find_place(where: str, editor: ItemEditor) -> FieldPlace:
    return FieldPlace(name_place(where), _find_field(where, editor))


def _find_field(where: str, editor: ItemEditor) -> str:
    kind, *rest = where.split(".")
    if kind == "options" and len(rest) == 2:
        row = next((row for row in editor.options.forms if row["code"].value() == rest[0]), None)
        return row[OPTION_FIELDS[rest[1]][1]].id_for_label if row and rest[1] in OPTION_FIELDS else ""
    if kind == "placements":
        return next((f"id_{name}" for name in editor.form.place_names), "")
    return PLACES.get(kind, ("", ""))[1]
