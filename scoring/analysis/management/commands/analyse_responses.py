"""`manage.py analyse_responses responses.csv --items items.csv --json out.json`: every statistic of a table from anywhere."""

import csv
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.analysis.outside.equated import equating, frequencies_of, read_frequencies
from scoring.analysis.outside.gathering import Files, gather
from scoring.analysis.outside.layout import as_json
from scoring.analysis.outside.matrix import Reading
from scoring.analysis.outside.problems import InputProblem, Told
from scoring.analysis.outside.run import LAYOUT, analyze, complete
from scoring.analysis.outside.study import ALL_MODELS, Study, Wanted
from scoring.analysis.outside.tables import read_table
from scoring.psychometrics.marking_rules import Rule


class Command(BaseCommand):
    help = (
        "Analyze a table of responses: marks 0/1 (or partial ones), or options with a key. Every statistic, as JSON by the "
        "layout of docs/SCORING.md; what could not be computed is listed with its reason. No database is needed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("responses", nargs="?", type=Path, help="a row for each sitting (or for each answer)")
        add("--items", type=Path, help="CSV: item, key, max points, options, rule, domain, scored or pilot, weight")
        add("--key", default="", help="column of --items, or a file (key.json:name), or the keys themselves: ABDCA")
        add("--rule", choices=[str(rule) for rule in Rule], default=str(Rule.ALL_OR_NOTHING))
        add("--kind", choices=["auto", "options", "marks"], default="auto", help="what the cells are")
        add("--domains", default="", help="a file (item, domain), or sizes of blocks: 15,15,20")
        add("--group", default="", help="column or file (id, group), and which: COLUMN:REFERENCE:FOCAL")
        add("--cut", default="", help="points that pass, or a share: 60%%")
        add("--scale", default="100,700,1000", help="scaled scores of no points, the cut and all points")
        add("--seconds", type=Path, help="times, laid out as the responses")
        add("--pairs", default="", help="sittings to compare, as 17:203,4:9, or a file (copier, source)")
        add("--parameters", type=Path, help="a and b (or d) of items that are already calibrated")
        add("--abilities", type=Path, help="id and theta, that take the place of estimated ones")
        add(
            "--frequencies",
            nargs="+",
            type=Path,
            help="counts of totals of forms X and Y: equating, with or without responses",
        )
        add("--equate-to", type=Path, help="frequencies of form Y; the responses are form X")
        add("--empty", choices=["omitted", "not-presented"], help="what an empty cell is")
        add("--omitted", action="append", default=[], metavar="CODE", help="a cell that says: no answer")
        add("--not-presented", action="append", default=[], metavar="CODE", help="a cell that says: never saw it")
        add("--id", default="", help="the column that names the sittings")
        add("--ignore", action="append", default=[], metavar="COLUMN")
        add("--header", choices=["auto", "yes", "no"], default="auto")
        add("--models", default=",".join(ALL_MODELS), help="some of %(default)s, or none")
        add("--minimums", choices=["usual", "none"], default="usual", help="none: whatever can be computed")
        add("--first", type=int, help="how many sittings' own numbers are in the JSON (50, domains 20)")
        add("--persons", type=Path, help="a CSV of every sitting's own numbers")
        add("--json", type=Path, help="where to write; without it the JSON is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        started, told = time.monotonic(), Told()
        try:
            report, study = self._report(options, told, started)
        except InputProblem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        text = as_json(report, indent=1)
        if options["json"] is None:
            self.stdout.write(text)
        else:
            _write(options["json"], text + "\n")
        if options["persons"] is not None and study is not None:
            write_persons(options["persons"], study)
        self._tell(report, time.monotonic() - started)

    def _report(self, options: dict[str, Any], told: Told, started: float) -> tuple[dict[str, Any], Study | None]:
        def progress(words: str) -> None:
            self.stderr.write(f"{time.monotonic() - started:6.1f} s  {words}")

        wanted = read_wanted(options)
        report: dict[str, Any] = {"layout": LAYOUT, "minimums": options["minimums"]}
        study = None
        if options["responses"] is not None:
            progress("reading")
            study = gather(files_of(options), wanted, told)
            report |= {"sittings": study.n, **analyze(study, progress)}
        elif not options["frequencies"]:
            raise InputProblem("Give a table of responses, or --frequencies.")
        report["equating"] = equated(options, wanted, study, told)
        return complete(report, told), study

    def _tell(self, report: dict[str, Any], seconds: float) -> None:
        for words in report["notes"]:
            self.stderr.write(words)
        for row in report["not_computed"]:
            self.stderr.write(f"not computed: {row['statistic']}: {row['why']}")
        self.stderr.write(f"{seconds:.1f} s")


def files_of(options: dict[str, Any]) -> Files:
    return Files(
        responses=options["responses"],
        items=options["items"],
        key=options["key"],
        rule=Rule(options["rule"]),
        kind=options["kind"],
        has_header={"auto": None, "yes": True, "no": False}[options["header"]],
        domains=options["domains"],
        group=options["group"],
        seconds=options["seconds"],
        abilities=options["abilities"],
        parameters=options["parameters"],
        reading=Reading(
            empty=options["empty"],
            omitted=tuple(options["omitted"]),
            not_presented=tuple(options["not_presented"]),
            id_column=options["id"],
            ignored=tuple(options["ignore"]),
        ),
    )


def read_wanted(options: dict[str, Any]) -> Wanted:
    cut, is_share = read_cut(options["cut"])
    models = tuple(name for name in options["models"].split(",") if name and name != "none")
    unknown = [name for name in models if name not in ALL_MODELS]
    if unknown:
        raise InputProblem(f"--models: there is no model “{unknown[0]}”; there are {', '.join(ALL_MODELS)}, or none.")
    return Wanted(
        cut=cut,
        is_cut_share=is_share,
        scale=read_scale(options["scale"]),
        first=options["first"],
        models=models,
        pairs=read_pairs(options["pairs"]),
        has_minimums=options["minimums"] == "usual",
        is_for_persons=options["persons"] is not None,
    )


def read_cut(text: str) -> tuple[float | None, bool]:
    """Points, or a share where it is in per cent."""
    if not text:
        return None, False
    try:
        number = float(text.rstrip("%"))
    except ValueError:
        raise InputProblem(f"--cut: “{text}” is neither points nor per cent.") from None
    return (number / 100, True) if text.endswith("%") else (number, False)


def read_scale(text: str) -> tuple[int, int, int]:
    parts = text.split(",")
    if len(parts) != 3 or not all(part.strip().lstrip("-").isdigit() for part in parts):
        raise InputProblem("--scale takes three whole numbers: of no points, of the cut, of all points.")
    return int(parts[0]), int(parts[1]), int(parts[2])


def read_pairs(text: str) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    if Path(text).is_file():
        rows = [row[:2] for row in read_table(Path(text)).rows]
    else:
        rows = [pair.split(":") for pair in text.split(",")]
    if any(len(row) != 2 for row in rows):
        raise InputProblem("--pairs takes two sittings each, as 17:203,4:9, or a file of two columns.")
    return tuple((one.strip(), other.strip()) for one, other in rows)


def equated(options: dict[str, Any], wanted: Wanted, study: Study | None, told: Told) -> dict[str, Any] | None:
    paths = options["frequencies"] or []
    if paths:
        return equating(*read_frequencies(paths), wanted.minimums, told)
    if study is None or options["equate_to"] is None:
        told.gap("equating", "no second form was given: --frequencies, or --equate-to")
        return None
    x = frequencies_of(study.totals, study.max_points)
    if x is None:
        told.gap("equating", "totals are no whole numbers of points")
        return None
    return equating(x, frequencies_alone(options["equate_to"]), wanted.minimums, told)


def frequencies_alone(path: Path) -> Any:
    """Of form Y, from a file of its own: read beside itself, because frequencies come in pairs."""
    return read_frequencies([path, path])[1]


def write_persons(path: Path, study: Study) -> None:
    names = list(study.persons)
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", *names])
            columns = [study.persons[name] for name in names]
            writer.writerows(zip(study.ids, *(column.tolist() for column in columns), strict=True))
    except OSError as error:
        raise CommandError(f"{path}: it cannot be written ({error.strerror}).") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: it cannot be written ({error.strerror}).") from error
