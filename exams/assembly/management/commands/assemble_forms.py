"""`manage.py assemble_forms practice --forms 6`: parallel forms of an exam, or why there are none."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.assembly.assembly_selectors import get_problem
from exams.assembly.errors import BankHasChanged
from exams.assembly.models import Exam
from exams.assembly.optimizing.problem import Assembled
from exams.assembly.optimizing.solver import SECONDS, assemble
from exams.assembly.services.assembling import describe, store_assembled
from exams.assembly.services.forms import new_seed


class Command(BaseCommand):
    help = (
        "Assemble parallel forms of an exam that keep all its rules. Says what contradicts what where there are none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exam", help="the exam's slug")
        parser.add_argument("--forms", type=int, default=2, help="how many forms (2)")
        parser.add_argument("--overlap", type=int, default=0, help="how many items two forms may share (0)")
        parser.add_argument("--seed", type=int, help="the same seed, bank and rules give the same forms")
        parser.add_argument("--seconds", type=float, default=SECONDS, help=f"how long to search ({SECONDS:g})")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exam = Exam.objects.filter(slug=options["exam"]).first()
        if exam is None:
            raise CommandError(f"There is no exam “{options['exam']}”.")
        if options["forms"] < 1 or options["overlap"] < 0:
            raise CommandError("At least one form is needed, and no less than 0 shared items.")
        seed = new_seed() if options["seed"] is None else options["seed"]
        problem = get_problem(exam=exam, form_count=options["forms"], overlap_count=options["overlap"], seed=seed)
        started = time.monotonic()
        outcome = assemble(problem, seconds=options["seconds"])
        told = {"seed": seed, "seconds": round(time.monotonic() - started, 2), **describe(outcome)}
        if isinstance(outcome, Assembled):
            told["forms"] = [
                {
                    "items": [item.code for item in form.items],
                    "pilots": [item.code for item in form.pilots],
                    "expected_share": round(form.expected_share, 4),
                    "information": round(form.information, 3),
                }
                for form in outcome.forms
            ]
            if not options["dry_run"]:
                try:
                    forms = store_assembled(actor=None, exam=exam, problem=problem, outcome=outcome)
                except BankHasChanged as refusal:
                    raise CommandError(refusal.detail) from refusal
                told["numbers"] = [form.number for form in forms]
        self.stdout.write(json.dumps(told, indent=2) if options["json"] else "\n".join(tell(told)))
        if not isinstance(outcome, Assembled):
            raise CommandError(f"No {options['forms']} forms.", returncode=2)


def tell(told: dict[str, Any]) -> list[str]:
    """The outcome for people."""
    lines = [
        f"Form {number}: {len(form['items'])} items, expected share {form['expected_share']:.3f}"
        for number, form in enumerate(told.get("forms", []), start=1)
    ]
    if lines:
        lines.append(f"Seed {told['seed']}, {told['seconds']} s; largest difference in share {told['share_gap']:.4f}.")
    lines += told.get("findings", [])
    lines += [f"  would help: {'; and '.join(changes)}" for changes in told.get("ways", [])]
    if told.get("possible_form_count") is not None:
        lines.append(f"  by these rules the bank has {told['possible_form_count']} forms")
    return lines
