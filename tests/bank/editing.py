"""What a browser sends when an instructor saves an item."""

from typing import Any

from exams.bank.content import ItemContent
from exams.bank.models import ExamGuide, Item, Objective
from tests.fixtures.exam import make_content


def form_data(content: ItemContent | None = None, *, objective: str = "1.1", **changes: Any) -> dict[str, Any]:
    """The editor's fields for `content`, placed in the current guide; `changes` replaces or adds single fields."""
    content = content or make_content("Sent")
    guide = ExamGuide.objects.get(is_current=True)
    data: dict[str, Any] = {
        "based_on": 0,
        "kind": content.kind,
        "select_count": content.select_count,
        "stem": content.stem,
        "explanation": content.explanation,
        "style": "",
        "difficulty": "medium",
        f"place_{guide.pk}": Objective.objects.get(domain__guide=guide, code=objective).pk,
        "options-TOTAL_FORMS": len(content.options),
        "options-INITIAL_FORMS": 0,
        "references-TOTAL_FORMS": len(content.references),
        "references-INITIAL_FORMS": 0,
    }
    if content.is_shuffled:
        data["is_shuffled"] = "on"
    for index, option in enumerate(content.options):
        data |= {
            f"options-{index}-{name}": getattr(option, name) for name in ("code", "text", "rationale", "mechanism")
        }
        data[f"options-{index}-reference_codes"] = ", ".join(option.reference_codes)
        if option.is_correct:
            data[f"options-{index}-is_correct"] = "on"
    for index, reference in enumerate(content.references):
        data |= {f"references-{index}-{name}": getattr(reference, name) for name in ("id", "title", "url")}
    return data | changes


def edit_data(item: Item, content: ItemContent, **changes: Any) -> dict[str, Any]:
    """The same for an item that exists, as somebody sends it who opened its current version."""
    item.refresh_from_db()
    assert item.current_version
    return form_data(content, based_on=item.current_version.revision, **changes)
