"""From PostgreSQL rows to a stored report: 100,000 sittings of 60 items, with the time on each item.

    bin/test --serve                                      # prints DATABASE_URL of a throw-away PostgreSQL
    DATABASE_URL=… python benchmarks/stored_report.py [HOW MANY SITTINGS]

The report is made by a process of its own, as a worker makes it: wall time, processor time and largest memory are of that
process; PostgreSQL's own are not in them. "Rows alone" reads the same rows of marks and decodes their JSON, nothing more.
The goal is 30 s and 1 GiB.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="mockingbird-bench-")
os.environ["DATA_DIR"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.services.people import ensure_person  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from exams.assembly.models import Exam, Form, FormItem  # noqa: E402
from exams.bank.keys import get_correct_codes  # noqa: E402
from exams.bank.models import Option  # noqa: E402
from exams.sittings.models import Sitting  # noqa: E402
from scoring.analysis.models import AnalysisReport  # noqa: E402
from scoring.analysis.selectors import list_scored_results  # noqa: E402
from scoring.analysis.services.reporting import run_report  # noqa: E402
from scoring.analysis.services.requests import request_report  # noqa: E402
from scoring.marking.models import Result, ResultState  # noqa: E402

BATCH = 2000
GOAL_SECONDS, GOAL_MIB = 30, 1024
TIMES = """
    INSERT INTO sittings_response (sitting_id, version_id, first_at, last_at, first_at_ms, last_at_ms, spent_ms,
        change_count, position, is_flagged, changed_by, selected, struck, trail)
    SELECT s.id, i.version_id, s.started_at, s.started_at, 1, 1, (20000 + random() * 120000)::int,
        1, i.position, false, s.id, 'a', '', ''
    FROM sittings_sitting s JOIN assembly_formitem i ON i.form_id = s.form_id
"""


def simulate(form: Form, count: int) -> None:
    """Closed sittings with results, marks in an order of each one's own."""
    random = np.random.default_rng(1)
    items = list(form.items.order_by("position"))
    keys = get_correct_codes(version_ids=[item.version_id for item in items])
    wrong: dict[int, list[str]] = {item.version_id: [] for item in items}
    for version_id, code in Option.objects.filter(version__in=wrong).values_list("version_id", "code"):
        if code not in keys[version_id]:
            wrong[version_id].append(code)
    hardness = random.normal(-0.7, 1, len(items))
    person = ensure_person(email="many@example.org", name="Many", password="x")
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        chance = 1 / (1 + np.exp(hardness - random.normal(0, 1, size)[:, None]))
        is_right = random.random(chance.shape) < chance
        now = timezone.now()
        made = Sitting.objects.bulk_create(_sitting(person.pk, form, now) for _ in range(size))
        Result.objects.bulk_create(
            _result(sitting, items, row, keys, wrong, random, now) for sitting, row in zip(made, is_right, strict=True)
        )


def _sitting(user_id: int, form: Form, now: object) -> Sitting:
    moments = dict.fromkeys(
        ("created_at", "rules_accepted_at", "started_at", "deadline_at", "closed_at", "final_at"), now
    )
    return Sitting(
        id=uuid4(),
        user_id=user_id,
        exam_id=form.exam_id,
        form=form,
        seed=1,
        state="closed",
        close_reason="submitted",
        allotted_seconds=7200,
        **moments,
    )


def _result(
    sitting: Sitting,
    items: list[FormItem],
    is_right: np.ndarray,
    keys: dict[int, frozenset[str]],
    wrong: dict[int, list[str]],
    random: np.random.Generator,
    now: object,
) -> Result:
    order = random.permutation(len(items))
    picks = random.integers(0, 60, len(items))
    selected = [
        "".join(sorted(keys[item.version_id]))
        if is_right[place]
        else wrong[item.version_id][picks[place] % len(wrong[item.version_id])]
        for place in order
        if (item := items[place])
    ]
    points = [int(is_right[place]) for place in order]
    return Result(
        sitting=sitting,
        state=ResultState.RELEASED,
        points=sum(points),
        max_points=len(items),
        item_count=len(items),
        cut_share="0.700",
        is_pass=sum(points) >= 0.7 * len(items),
        rules_version=2,
        answers_version=1,
        scored_at=now,
        released_at=now,
        marks={
            "version_id": [items[place].version_id for place in order],
            "domain_id": [items[place].domain_id for place in order],
            "selected": selected,
            "points": points,
            "max_points": [1] * len(items),
        },
    )


def read_rows(exam: Exam) -> int:
    rows = list_scored_results(exam=exam).values_list("sitting_id", "sitting__form_id", "sitting__user_id", "marks")
    return sum(1 for _ in rows.iterator(chunk_size=BATCH))


def in_own_process(task: str, pk: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--task", task, str(pk)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def work(task: str, pk: int) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    if task == "rows":
        read_rows(Exam.objects.get(pk=pk))
    else:
        run_report(report_id=pk)
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - processor,
                "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def main() -> None:
    if connection.vendor != "postgresql":
        raise SystemExit("Name a PostgreSQL by DATABASE_URL: bin/test --serve starts one.")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    load_shipped_content()
    exam = Exam.objects.get()
    simulate(exam.forms.get(), count)
    with connection.cursor() as cursor:
        cursor.execute(TIMES)
        cursor.execute("VACUUM ANALYZE")
    rows = in_own_process("rows", exam.pk)
    report = in_own_process("report", request_report(actor=None, exam=exam).pk)
    stored = AnalysisReport.objects.get()
    assert stored.sitting_count == count, stored.numbers
    print(f"{'':24} {'wall s':>8} {'CPU s':>8} {'MiB':>8}")
    for name, found in (("rows alone", rows), ("stored report", report)):
        print(f"{name:24} {found['wall']:8.1f} {found['cpu']:8.1f} {found['mib']:8.0f}")
    print(f"ratio {report['wall'] / rows['wall']:.1f} (wall), {report['cpu'] / rows['cpu']:.1f} (CPU)")
    print(
        f"alpha {stored.numbers['forms'][0]['alpha']:.3f} of {count:,} sittings of {len(stored.numbers['items'])} items"
    )
    if report["wall"] > GOAL_SECONDS or report["mib"] > GOAL_MIB:
        raise SystemExit("Over the goal.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--task"]:
        work(sys.argv[2], int(sys.argv[3]))
    else:
        main()
