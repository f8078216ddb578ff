"""An exam's responses and statistics as files. Imports NumPy: for workers and commands alone."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from exams.assembly.models import Exam
from scoring.analysis.collecting import Collected, collect, collect_seconds
from scoring.analysis.exam_tables import name_items, write_items, write_responses, write_seconds
from scoring.analysis.models import StatisticsExport
from scoring.analysis.outside.gathering import Files, gather
from scoring.analysis.outside.layout import as_json
from scoring.analysis.outside.problems import InputProblem, Told
from scoring.analysis.outside.run import LAYOUT, analyze, complete
from scoring.analysis.outside.study import Study, Wanted
from scoring.analysis.page_selectors import list_domain_names, list_names
from scoring.analysis.selectors import list_scored_results
from scoring.analysis.services.working import claim, ending, failing, tell
from scoring.psychometrics.count_table import totals_of

READ, ANALYZED = 30, 90
RESPONSES, ITEMS, SECONDS, REPORT, README = "responses.csv", "items.csv", "times.csv", "statistics.json", "README.txt"
COMMAND = f"manage.py analyse_responses {RESPONSES} --items {ITEMS}"
NOTHING = "Nobody has a result in this exam yet."


def run_export(*, export_id: int) -> StatisticsExport | None:
    """Write the archive that was asked for; None when it has ended already. May run twice."""
    work = claim(StatisticsExport, export_id)
    if work is None:
        return None
    with failing(work):
        collected = collect(list_scored_results(exam=work.exam))
        tables = write_tables(collected, work.exam) if collected.n else {}
        tell(work, READ)
        data, gaps = _pack(tables, collected, work.exam) if tables else (None, [NOTHING])
        tell(work, ANALYZED)
        with ending(work) as locked:
            if locked is None:
                return None
            locked.data, locked.size_bytes = data, len(data or b"")
            locked.numbers, locked.sitting_count = {"findings": gaps}, collected.n
    return locked


def write_tables(collected: Collected, exam: Exam) -> dict[str, str]:
    """The files that `analyse_responses` takes, by name; times where any are stored."""
    known = list_names(version_ids=[column.version_id for column in collected.columns])
    names = name_items(collected, {pk: f"{name.code} v{name.revision}" for pk, name in known.items()})
    found = list_domain_names(domain_ids=[column.domain_id for column in collected.columns])
    domains = {pk: name.code for pk, name in found.items()}
    tables = {
        RESPONSES: write_responses(collected, names),
        ITEMS: write_items(collected, names, domains, exam.marking_rule),
    }
    seconds = collect_seconds(collected)
    if not np.isnan(seconds).all():
        tables[SECONDS] = write_seconds(collected, names, seconds)
    return tables


def _pack(tables: dict[str, str], collected: Collected, exam: Exam) -> tuple[bytes, list[str]]:
    """The archive, and what could not be computed, in sentences. The statistics are those of the files themselves, so
    that whoever reads them again finds the same."""
    told, out = Told(), BytesIO()
    with TemporaryDirectory() as folder:
        for name, text in tables.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        study = _study(Path(folder), tables, exam, told)
    _compare(study, collected, told)
    report = complete({"layout": LAYOUT, "minimums": "usual", "sittings": study.n, **analyze(study)}, told)
    files = {**tables, REPORT: as_json(report, indent=1), README: _readme(tables, exam)}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue(), [f"{name}: {why}" for name, why in told.gaps]


def _study(folder: Path, tables: dict[str, str], exam: Exam, told: Told) -> Study:
    seconds = folder / SECONDS if SECONDS in tables else None
    wanted = Wanted(cut=float(exam.cut_share), is_cut_share=True, scale=_scale(exam))
    try:
        return gather(Files(folder / RESPONSES, folder / ITEMS, seconds=seconds, kind="options"), wanted, told)
    except InputProblem as problem:
        raise ValueError(f"The tables of exam {exam.pk} cannot be read again: {problem}") from problem


def _scale(exam: Exam) -> tuple[int, int, int]:
    return exam.scale_lowest, exam.scale_cut, exam.scale_highest


def _compare(study: Study, collected: Collected, told: Told) -> None:
    stored = totals_of(collected.responses)
    different = int((np.abs(stored - study.totals) > 1e-6).sum())
    if different:
        told.note(
            f"{different} sittings were marked by other rules than these tables say; these are the tables' figures."
        )


def _readme(tables: dict[str, str], exam: Exam) -> str:
    times = f" --seconds {SECONDS}" if SECONDS in tables else ""
    scale = ",".join(str(number) for number in _scale(exam))
    share = f"{float(exam.cut_share):.1%}"
    return (
        f"{exam.title}\n\nResponses by sitting, items with their keys, and every statistic of them. The names in "
        f"{REPORT} are those of docs/SCORING.md, “From outside”. To compute it again, also with --group or --pairs:\n\n"
        f"    {COMMAND}{times} --cut {share} --scale {scale} --json out.json\n"
    )
