"""What the page of one item in a report shows."""

from typing import Any

from common.richtext import render, render_inline
from exams.bank.models import ItemVersion
from scoring.analysis import presenting
from scoring.analysis.charts import trace
from scoring.analysis.models import AnalysisReport
from scoring.analysis.page_selectors import list_domain_names


def describe_item(report: AnalysisReport, version: ItemVersion) -> dict[str, Any] | None:
    """None for a version that the report does not know. A version that some were scored on and others not has two parts."""
    rows = [row for row in report.numbers["items"] if row["version_id"] == version.pk]
    if not rows:
        return None
    domains = list_domain_names(domain_ids=[row["domain_id"] for row in rows])
    part = {**report.numbers, "items": rows}
    lines = presenting.list_item_lines(part, {}, domains)
    texts = {option.code: render_inline(option.text) for option in version.options.all()}
    return {
        "stem_html": render(version.stem),
        "domain": domains.get(rows[0]["domain_id"]),
        "parts": [
            {
                "line": line,
                "trace": trace(line.row["options"], line.row["key"]),
                "options": presenting.list_option_lines(line.row, texts),
            }
            for line in lines
        ],
    }
